import { ChatError } from '../../core/vocabulary/errors.js';
import type { Auth, Caller, PasswordCheck, RequestIdentity } from '../../ports/auth.js';
import { sleep, type Timeline } from './timeline.js';

/** Checks that may wait at once, as in the adapter that this stands for. */
const WAITING_MAX = 64;

export interface SimulatedAuthOptions {
  readonly timeline: Timeline;
  /** How long one check takes, in milliseconds. Drawn anew for each. */
  readonly delayMs: () => number;
  readonly identify: (request: RequestIdentity) => Promise<Caller | null>;
}

/**
 * Passwords at no cost: a hash that anyone can compute, after the time that a real one would take.
 */
export class SimulatedAuth implements Auth {
  readonly #options: SimulatedAuthOptions;
  #waiting = 0;

  constructor(options: SimulatedAuthOptions) {
    this.#options = options;
  }

  identify(request: RequestIdentity): Promise<Caller | null> {
    return this.#options.identify(request);
  }

  async verify(password: string, hash: string | null): Promise<PasswordCheck> {
    await this.#work('verify');
    return hash !== null && hash === simulatedHash(password) ? 'right' : 'wrong';
  }

  async hash(password: string): Promise<string> {
    await this.#work('hash');
    return simulatedHash(password);
  }

  async #work(entity: string): Promise<void> {
    if (this.#waiting >= WAITING_MAX) {
      throw new ChatError('busy', 'Too many passwords are being checked.', { retryAfterMs: 1_000 });
    }
    this.#waiting += 1;
    await sleep(this.#options.timeline, this.#options.delayMs(), { kind: 'auth', entity });
    this.#waiting -= 1;
  }
}

/** What {@link SimulatedAuth} stores for a password. */
export function simulatedHash(password: string): string {
  return `simulated:${password.split('').reverse().join('')}`;
}
