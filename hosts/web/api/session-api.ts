import type { Refusal } from '../../../core/vocabulary/errors.js';
import type { Outcome } from '../../../core/vocabulary/errors.js';
import type { Person } from '../../../core/vocabulary/people.js';

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

const NO_ANSWER: Refusal = {
  code: 'unavailable',
  message: 'The server cannot be reached. Try again in a moment.',
};

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

async function call(method: string, path: string, body?: unknown): Promise<Outcome<unknown>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    return { ok: false, refusal: NO_ANSWER };
  }
  const answer = (await response.json().catch(() => null)) as unknown;
  if (response.ok) return { ok: true, value: answer };
  return { ok: false, refusal: refusalOf(answer) ?? NO_ANSWER };
}

function refusalOf(answer: unknown): Refusal | null {
  const error = field(answer, 'error');
  const message = field(error, 'message');
  const code = field(error, 'code');
  if (typeof message !== 'string' || typeof code !== 'string') return null;
  return { code: code as Refusal['code'], message };
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

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
