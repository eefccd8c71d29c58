import type { Outcome } from '../../../core/vocabulary/errors.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { call, field } from './call.js';

/** Who is looking at the page, as the server says. */
export type SessionView =
  | { readonly status: 'first_run' }
  | { readonly status: 'signed_out'; readonly accountName: string }
  | {
      readonly status: 'signed_in';
      readonly accountName: string;
      readonly person: Person;
      /** Path of the link that brings someone in; null where the server gives none. */
      readonly joinPath: string | null;
    };

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Asks who is signed in. A refusal `unavailable` where no answer came. */
export async function readSession(): Promise<Outcome<SessionView>> {
  const answer = await call('GET', '/session');
  return answer.ok ? { ok: true, value: sessionView(answer.value) } : answer;
}

/** Makes the account, its administrator and its first room, and signs in. */
export function firstRun(person: NewPerson): Promise<Outcome<unknown>> {
  return call('POST', '/first_run', { user: personFields(person) });
}

/** Makes a person with a join code, and signs in. */
export function join(code: string, person: NewPerson): Promise<Outcome<unknown>> {
  return call('POST', `/join/${encodeURIComponent(code)}`, { user: personFields(person) });
}

export function signIn(email: string, password: string): Promise<Outcome<unknown>> {
  return call('POST', '/session', { email_address: email, password });
}

export function signOut(): Promise<Outcome<unknown>> {
  return call('DELETE', '/session');
}

function personFields(person: NewPerson): Readonly<Record<string, string>> {
  return { name: person.name, email_address: person.email, password: person.password };
}

function sessionView(answer: unknown): SessionView {
  const status = field(answer, 'status');
  if (status === 'first_run') return { status };
  const name = field(field(answer, 'account'), 'name');
  const accountName = typeof name === 'string' ? name : 'Hearth';
  const person = field(answer, 'person') as Person | undefined;
  if (status !== 'signed_in' || person === undefined) return { status: 'signed_out', accountName };
  const joinPath = field(answer, 'joinPath');
  return {
    status: 'signed_in',
    accountName,
    person,
    joinPath: typeof joinPath === 'string' ? joinPath : null,
  };
}
