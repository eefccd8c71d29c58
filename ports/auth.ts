import type { Fence } from '../core/vocabulary/fence.js';
import type { SessionId, UserId } from '../core/vocabulary/ids.js';

/** Who makes a request: a person, and the session it comes through. */
export interface Caller {
  readonly userId: UserId;
  /** Null where sessions are the embedder's own; then only the person is checked. */
  readonly sessionId: SessionId | null;
  /** Where it is the leading tab of a browser: refused as `stale_lease` once another one leads. */
  readonly fence?: Fence;
}

/** What of a request tells who makes it. Header names are in lower case. */
export interface RequestIdentity {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Result of a password check. `outdated`: right, but the hash should be made anew. */
export type PasswordCheck = 'right' | 'outdated' | 'wrong';

/**
 * Who is it, and is the password right? Hearth's own sessions are one adapter, an embedder's
 * another.
 */
export interface Auth {
  /** The caller behind a request, or null for nobody. Reads only. */
  identify(request: RequestIdentity): Promise<Caller | null>;
  /**
   * Compares a password with a stored hash. Null stands for "no such person": it takes as long and
   * is wrong.
   * @throws ChatError `busy` when too many checks wait.
   */
  verify(password: string, hash: string | null): Promise<PasswordCheck>;
  /** @throws ChatError `busy` when too many wait. */
  hash(password: string): Promise<string>;
}
