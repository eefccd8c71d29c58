import type { Auth, Caller } from '../../ports/auth.js';
import type { Clock } from '../../ports/clock.js';
import type { Digest } from '../../ports/digest.js';
import type { Random } from '../../ports/random.js';
import type { PersonRecord, Snapshot, Store, Tx } from '../../ports/store.js';
import { checkSignInLimit, recordFailure, type Attempt } from '../limits/sign-in-limit.js';
import { checkCaller } from '../sessions/check-caller.js';
import { startSession, type NewSession, type SignedIn } from '../sessions/start-session.js';
import { drawToken, tokenHash } from '../sessions/token.js';
import { done, refused, type Outcome, type Refusal } from '../vocabulary/errors.js';
import type { UserId } from '../vocabulary/ids.js';
import type { Person, Role } from '../vocabulary/people.js';
import { candidate, type Introduction } from './candidate.js';
import { drawJoinCode } from './join-code.js';
import { foundAccount, welcome, type Newcomer } from './welcome.js';

/** People that {@link People.list} gives at once. */
export const PEOPLE_LISTED_MAX = 200;

export interface FirstRun extends Introduction {
  readonly address: string;
  readonly userAgent: string | null;
}

export interface Join extends FirstRun {
  readonly code: string;
}

/** Whether the installation has been set up. */
export type AccountStatus =
  { readonly status: 'first_run' } | { readonly status: 'ready'; readonly name: string };

interface PeoplePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly auth: Auth;
}

type Refused = { readonly ok: false; readonly refusal: Refusal };

/** Who belongs to the account, and how they come to. */
export class People {
  readonly #ports: PeoplePorts;

  constructor(ports: PeoplePorts) {
    this.#ports = ports;
  }

  /**
   * Sets the installation up: the account, its first administrator, the open room `All Talk`, a
   * session.
   *
   * One unit: of several at once exactly one succeeds.
   * @returns `conflict` when an account exists; `invalid_argument`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  async firstRun(request: FirstRun): Promise<Outcome<SignedIn>> {
    const { store, random, digest } = this.#ports;
    const checked = candidate(request);
    if (!checked.ok) return checked;
    const early = await store.read(checkNotSetUp);
    if (early !== null) return early;
    const newcomer = await this.#newcomer(checked.value, 'administrator');
    const session = this.#draw(request);
    const joinCode = drawJoinCode(random);
    return store.write(
      async (tx): Promise<Outcome<SignedIn>> => {
        const late = await checkNotSetUp(tx);
        if (late !== null) return late;
        const person = await foundAccount(tx, digest, { newcomer, joinCode });
        return done(await startSession(tx, person, session));
      },
      { afterUnknownCommit: 'report' },
    );
  }

  /**
   * Makes whoever has the join code a member, with a session.
   *
   * Wrong codes count with failed sign-ins of the address. Codes and e-mail are checked before the
   * password is hashed, so that strangers cannot make the server work.
   * @returns `not_found` for a wrong code; `conflict` for a taken e-mail; `rate_limited`;
   * `invalid_argument`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  async join(request: Join): Promise<Outcome<SignedIn>> {
    const { store, clock, digest } = this.#ports;
    const checked = candidate(request);
    const attempt: Attempt = { address: request.address, at: clock.now() };
    const code = tokenHash(digest, request.code);
    const admits = (expected: string): boolean => tokenHash(digest, expected) === code;
    const early = await store.write(
      async (tx) => (await checkCode(tx, attempt, admits)) ?? (await checkFree(tx, checked)),
      { afterUnknownCommit: 'report' },
    );
    if (early !== null) return early;
    if (!checked.ok) return checked;
    const newcomer = await this.#newcomer(checked.value, 'member');
    const session = this.#draw(request);
    return store.write(
      async (tx): Promise<Outcome<SignedIn>> => {
        const late = (await checkCode(tx, session, admits)) ?? (await checkFree(tx, checked));
        if (late !== null) return late;
        const person = await welcome(tx, digest, { newcomer, by: 'themselves' });
        return done(await startSession(tx, person, session));
      },
      { afterUnknownCommit: 'report' },
    );
  }

  /**
   * Adds a person on an operator's behalf, who needs no session.
   *
   * @returns `conflict` for a taken e-mail or before the first run; `invalid_argument`.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  async add(request: Introduction & { readonly role: Role }): Promise<Outcome<Person>> {
    const { store, digest } = this.#ports;
    const checked = candidate(request);
    if (!checked.ok) return checked;
    const newcomer = await this.#newcomer(checked.value, request.role);
    return store.write(
      async (tx): Promise<Outcome<Person>> => {
        if ((await tx.account()) === null) return refused('conflict', 'Hearth is not set up yet.');
        const taken = await checkFree(tx, checked);
        if (taken !== null) return taken;
        return done(await welcome(tx, digest, { newcomer, by: 'operator' }));
      },
      { afterUnknownCommit: 'report' },
    );
  }

  /** People in order of id, after one of them. @param limit - at most {@link PEOPLE_LISTED_MAX}. */
  list(after: UserId | null, limit: number): Promise<readonly PersonRecord[]> {
    const bounded = Math.min(Math.max(limit, 1), PEOPLE_LISTED_MAX);
    return this.#ports.store.read((snapshot) => snapshot.peopleAfter(after, bounded));
  }

  /** Whether the first run is still to come. */
  async account(): Promise<AccountStatus> {
    const account = await this.#ports.store.read((snapshot) => snapshot.account());
    return account === null ? { status: 'first_run' } : { status: 'ready', name: account.name };
  }

  /** The code that lets others join. Every member may know it. */
  joinCode(caller: Caller): Promise<Outcome<string>> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    return store.read(async (snapshot): Promise<Outcome<string>> => {
      const person = await checkCaller(snapshot, caller, at);
      if (!person.ok) return person;
      const account = await snapshot.account();
      return account === null
        ? refused('not_found', 'There is no account.')
        : done(account.joinCode);
    });
  }

  async #newcomer(introduction: Introduction, role: Role): Promise<Newcomer> {
    const { auth, clock } = this.#ports;
    const { name, email, password } = introduction;
    const passwordHash = await auth.hash(password);
    return { name, email, passwordHash, role, at: clock.now() };
  }

  #draw(request: FirstRun): NewSession {
    const { clock, random, digest } = this.#ports;
    const token = drawToken(random);
    const { address, userAgent } = request;
    return { token, tokenHash: tokenHash(digest, token), at: clock.now(), address, userAgent };
  }
}

async function checkNotSetUp(snapshot: Snapshot): Promise<Refused | null> {
  const account = await snapshot.account();
  return account === null ? null : refused('conflict', 'Hearth is already set up.');
}

async function checkCode(
  tx: Tx,
  attempt: Attempt,
  admits: (code: string) => boolean,
): Promise<Refused | null> {
  const limited = await checkSignInLimit(tx, attempt);
  if (limited !== null) return limited;
  const account = await tx.account();
  if (account !== null && admits(account.joinCode)) return null;
  await recordFailure(tx, attempt);
  return refused('not_found', 'This join link is not valid.');
}

async function checkFree(
  snapshot: Snapshot,
  checked: Outcome<Introduction>,
): Promise<Refused | null> {
  if (!checked.ok) return checked;
  const holder = await snapshot.personByEmail(checked.value.email);
  return holder === null ? null : refused('conflict', 'This email address is already in use.');
}
