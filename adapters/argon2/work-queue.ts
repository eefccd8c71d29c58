import { ChatError } from '../../core/vocabulary/errors.js';

/** Long enough for a full queue to shrink. */
const RETRY_AFTER_MS = 1_000;

/** Runs a few tasks at a time, in order of arrival, and refuses when too many wait. */
export class WorkQueue {
  readonly #runningMax: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: { readonly runningMax: number; readonly waitingMax: number }) {
    this.#runningMax = limits.runningMax;
    this.#waitingMax = limits.waitingMax;
  }

  /** Tasks that have not begun. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws ChatError `busy` when as many wait as may. */
  async run<Value>(task: () => Promise<Value>): Promise<Value> {
    await this.#turn();
    try {
      return await task();
    } finally {
      this.#pass();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < this.#runningMax) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#waitingMax) {
      throw new ChatError('busy', 'Too many people are signing in. Try again in a moment.', {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Hands the turn to the next one; it stays counted, so that nobody slips in between. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
