import type { Auth, Caller, PasswordCheck } from '../../ports/auth.js';
import type { Broadcast } from '../../ports/broadcast.js';
import type { Clock } from '../../ports/clock.js';
import type { Digest } from '../../ports/digest.js';
import type { Random } from '../../ports/random.js';
import type { PersonRecord, SessionRecord, Store, Tx } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';
import { checkSignInLimit, recordFailure } from '../limits/sign-in-limit.js';
import { normaliseEmail } from '../limits/text.js';
import { done, isChatError, refused, type Outcome } from '../vocabulary/errors.js';
import type { SessionId } from '../vocabulary/ids.js';
import { MINUTE_MS, type Instant } from '../vocabulary/time.js';
import { isLiving } from './check-caller.js';
import {
  publicPerson,
  SESSION_TTL_MS,
  startSession,
  type NewSession,
  type SignedIn,
} from './start-session.js';
import { drawToken, TOKEN_PATTERN, tokenHash } from './token.js';

/** Use of a session is written down at most this often. */
export const TOUCH_INTERVAL_MS = 60 * MINUTE_MS;

/**
 * A password is checked again when its hash changed during the check; a third change is somebody's
 * doing.
 */
const PASSWORD_CHECKS_MAX = 3;

/**
 * Longer ones are wrong without being looked at: more than any imported password, less than a
 * burden.
 */
const PASSWORD_CHARACTERS_MAX = 1024;

export interface SignIn {
  readonly email: string;
  readonly password: string;
  /** Where it comes from: failures are counted by it. */
  readonly address: string;
  readonly userAgent: string | null;
}

interface SessionsPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly auth: Auth;
  readonly broadcast: Broadcast;
  readonly telemetry: Telemetry;
}

/**
 * A checked password: the person as read before, and the hash to store when the old one is
 * outdated.
 */
interface Checked {
  readonly person: PersonRecord | null;
  readonly check: PasswordCheck;
  readonly newHash: string | null;
}

type Admission = Outcome<SignedIn> | 'hash changed';

/** Signing in and out, and who a token stands for. */
export class Sessions {
  readonly #ports: SessionsPorts;
  /** Sessions whose use is being written down: each once at a time. */
  readonly #touched = new Set<SessionId>();

  constructor(ports: SessionsPorts) {
    this.#ports = ports;
  }

  /**
   * Starts a session for an e-mail address and its password.
   *
   * An unknown address takes as long as a wrong password and gets the same answer. An outdated hash
   * is replaced on the way.
   * @returns `unauthenticated`; `rate_limited` after ten failures of an address in three minutes.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  async signIn(request: SignIn): Promise<Outcome<SignedIn>> {
    for (let round = 0; round < PASSWORD_CHECKS_MAX; round += 1) {
      const checked = await this.#check(request);
      if ('ok' in checked) return checked;
      const session = this.#draw(request);
      const admission = await this.#ports.store.write((tx) => admit(tx, checked, session), {
        afterUnknownCommit: 'report',
      });
      if (admission !== 'hash changed') return admission;
    }
    return refused('busy', 'The password is being changed. Try again.', 1_000);
  }

  /**
   * The caller behind a token, or null. Slides the session's end, at most hourly: nobody waits for
   * the writer for it.
   *
   * @throws ChatError `busy` when too many reads wait.
   */
  async resume(token: string): Promise<Caller | null> {
    if (!TOKEN_PATTERN.test(token)) return null;
    const { store, clock, digest } = this.#ports;
    const at = clock.now();
    const hash = tokenHash(digest, token);
    const session = await store.read(async (snapshot) => {
      const found = await snapshot.sessionByTokenHash(hash);
      return found !== null && (await snapshot.person(found.userId)) !== null ? found : null;
    });
    if (session === null || !isLiving(session, at)) return null;
    if (isIdle(session, at)) void this.#touch(session, at);
    return { userId: session.userId, sessionId: session.id };
  }

  /**
   * Ends the caller's session. Its commands fail from the commit on; its connections are told after
   * it.
   *
   * Ending an ended session succeeds.
   * @returns `invalid_argument` where sessions are the embedder's own.
   * @throws ChatError `busy`, `disk_full`, `unavailable`.
   */
  async signOut(caller: Caller): Promise<Outcome<null>> {
    const { store, clock, broadcast } = this.#ports;
    const { userId, sessionId } = caller;
    if (sessionId === null) return refused('invalid_argument', 'There is no session to end.');
    const at = clock.now();
    const outcome = await store.write(
      async (tx): Promise<Outcome<null>> => {
        const session = await tx.session(sessionId);
        if (session?.userId !== userId) return refused('unauthenticated', 'Sign in again.');
        if (session.endedAt === null) await tx.endSession(sessionId, at);
        return done(null);
      },
      { afterUnknownCommit: 'rerun' },
    );
    if (outcome.ok) broadcast.publish({ kind: 'sessionEnded', sessionId });
    return outcome;
  }

  async #check(request: SignIn): Promise<Checked | Extract<Outcome<never>, { ok: false }>> {
    const { store, clock, auth } = this.#ports;
    const email = normaliseEmail(request.email);
    const attempt = { address: request.address, at: clock.now() };
    const found = await store.read(async (snapshot) => ({
      limited: await checkSignInLimit(snapshot, attempt),
      person: await snapshot.personByEmail(email),
    }));
    if (found.limited !== null) return found.limited;
    const isTooLong = request.password.length > PASSWORD_CHARACTERS_MAX;
    const password = isTooLong ? '' : request.password;
    const hash = isTooLong ? null : (found.person?.passwordHash ?? null);
    const check = await auth.verify(password, hash);
    const newHash = check === 'outdated' ? await auth.hash(password) : null;
    return { person: found.person, check, newHash };
  }

  #draw(request: SignIn): NewSession {
    const { clock, random, digest } = this.#ports;
    const token = drawToken(random);
    const { address, userAgent } = request;
    return { token, tokenHash: tokenHash(digest, token), at: clock.now(), address, userAgent };
  }

  /** One that fails is made up for by the next request: nobody is sent away for it. */
  async #touch(session: SessionRecord, at: Instant): Promise<void> {
    if (this.#touched.has(session.id)) return;
    const { store, telemetry } = this.#ports;
    this.#touched.add(session.id);
    try {
      await store.write((tx) => touch(tx, session, at), { afterUnknownCommit: 'rerun' });
    } catch (error) {
      telemetry.count('sessions_touch_failures_total');
      if (!isChatError(error)) telemetry.log('error', `using a session failed: ${String(error)}`);
    } finally {
      this.#touched.delete(session.id);
    }
  }
}

async function admit(tx: Tx, checked: Checked, session: NewSession): Promise<Admission> {
  const limited = await checkSignInLimit(tx, session);
  if (limited !== null) return limited;
  const { person, check, newHash } = checked;
  if (person === null || check === 'wrong') {
    await recordFailure(tx, session);
    return refused('unauthenticated', 'The email address or the password is wrong.');
  }
  const now = await tx.person(person.id);
  if (now?.passwordHash !== person.passwordHash) return 'hash changed';
  if (newHash !== null) await tx.setPasswordHash(person.id, newHash);
  return done(await startSession(tx, publicPerson(now), session));
}

async function touch(tx: Tx, session: SessionRecord, at: Instant): Promise<void> {
  const now = await tx.session(session.id);
  if (now === null || !isLiving(now, at) || !isIdle(now, at)) return;
  await tx.touchSession(session.id, { lastActiveAt: at, expiresAt: at + SESSION_TTL_MS });
}

function isIdle(session: SessionRecord, at: Instant): boolean {
  return at - session.lastActiveAt >= TOUCH_INTERVAL_MS;
}
