import type { UserId } from '../../../core/vocabulary/ids.js';
import type { HttpRequest, Transport } from '../../../ports/transport.js';
import type { SimulatedPerson } from './person.js';

/** Makes one request. Null: no answer came, or a refusal. */
export type Ask = (request: HttpRequest) => Promise<Record<string, unknown> | null>;

/** Makes requests over the way of a page. */
export function askOver(transport: Transport): Ask {
  return async (request) => {
    try {
      const { status, body } = await transport.request(request);
      return status < 300 && body !== null ? (body as Record<string, unknown>) : null;
    } catch {
      return null;
    }
  };
}

/** How the person at one browser comes to a session, and who they are once they have. */
export class Admission {
  readonly #person: SimulatedPerson;
  /** The account's join code, once somebody knows it. */
  readonly #joinCode: { value: string | null };
  #userId: UserId | null = null;
  #triedToSignIn = false;

  constructor(person: SimulatedPerson, joinCode: { value: string | null }) {
    this.#person = person;
    this.#joinCode = joinCode;
  }

  /** Null until the person has signed in once. */
  get userId(): UserId | null {
    return this.#userId;
  }

  /** One try to have a session. @returns whether there is one now. */
  async try(ask: Ask): Promise<boolean> {
    const view = await ask({ method: 'GET', path: '/session' });
    if (view === null) return false;
    if (view['status'] === 'signed_in') return this.#welcomed(view);
    const admitted = await ask(this.#request(view['status'] === 'first_run'));
    return admitted !== null && this.#welcomed(admitted);
  }

  /** Signing in comes first: an earlier attempt to join may have succeeded unheard. */
  #request(isFirstRun: boolean): HttpRequest {
    const { name, email: email_address, password } = this.#person;
    const user = { name, email_address, password };
    if (isFirstRun) return { method: 'POST', path: '/first_run', body: { user } };
    const joinCode = this.#joinCode.value;
    this.#triedToSignIn = !this.#triedToSignIn;
    return this.#triedToSignIn || joinCode === null || this.#userId !== null
      ? { method: 'POST', path: '/session', body: { email_address, password } }
      : { method: 'POST', path: `/join/${joinCode}`, body: { user } };
  }

  #welcomed(view: Record<string, unknown>): boolean {
    const person = view['person'] as { readonly id: UserId } | undefined;
    if (view['status'] !== 'signed_in' || person === undefined) return false;
    this.#userId = person.id;
    this.#joinCode.value ??= String(view['joinPath']).slice('/join/'.length);
    return true;
  }
}
