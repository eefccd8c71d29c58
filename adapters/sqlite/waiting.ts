import type { Clock } from '../../ports/clock.js';
import type { Random } from '../../ports/random.js';

/**
 * Longest time from one try to the next while another process has the lock. Every try comes this
 * soon, so that each pause of a holder who leaves the lock free for longer is met.
 */
export const LOCK_RETRY_MS = 4;

/**
 * How long a busy holder leaves the lock free for others: longer than they sleep between two
 * tries.
 */
export const LOCK_LEFT_FREE_MS = LOCK_RETRY_MS + 2;

/** After this long without the lock, those who wait for it are refused as `busy`. */
export const LOCK_WAIT_MAX_MS = 5_000;

/** Waits by the clock, in a way that an abandoned store can end for good. */
export class Waiting {
  readonly #clock: Clock;
  readonly #random: Random;
  #retries = 0;
  readonly #cancels = new Set<() => void>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  get clock(): Clock {
    return this.#clock;
  }

  /** How often somebody has waited for the lock. */
  get retries(): number {
    return this.#retries;
  }

  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(delayMs, () => {
        this.#cancels.delete(cancel);
        resolve();
      });
      this.#cancels.add(cancel);
    });
  }

  /** Between half and the whole of the retry time, so that two who wait do not keep meeting. */
  retry(): Promise<void> {
    this.#retries += 1;
    return this.pause(LOCK_RETRY_MS * (0.5 + 0.5 * this.#random.fraction()));
  }

  /** Cancels every wait; none of them ends. */
  abandon(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
