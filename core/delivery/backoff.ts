import type { Clock } from '../../ports/clock.js';

interface BackoffLimits {
  readonly readAttemptsMax: number;
  readonly readRetryMs: number;
  readonly readRetryMsMax: number;
}

/** Waits longer after each failure in a row, a bounded number of times. Holds at most one timer. */
export class Backoff {
  readonly #clock: Clock;
  readonly #limits: BackoffLimits;
  #failures = 0;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, limits: BackoffLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /**
   * Calls back after the next wait. @returns false when the attempts are used up; then nothing is
   * called.
   */
  retry(callback: () => void): boolean {
    this.#failures += 1;
    if (this.#failures >= this.#limits.readAttemptsMax) return false;
    const { readRetryMs, readRetryMsMax } = this.#limits;
    const delayMs = Math.min(readRetryMs * 2 ** (this.#failures - 1), readRetryMsMax);
    this.stop();
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#cancel = null;
      callback();
    });
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
