import type { Clock } from '../../../ports/clock.js';
import type { Random } from '../../../ports/random.js';
import type { MonotonicMs } from '../../vocabulary/time.js';
import {
  ASK_AFTER_MS,
  LAST_ANSWER_MS,
  LEADER_SILENT_MS,
  STEAL_JITTER_MS,
  WATCH_LATE_MS,
} from './limits.js';

/** What comes next if nothing is heard. */
type Stage = 'ask' | 'askAgain' | 'steal';

/**
 * A visible follower's eye on its leader: asks when it is silent, asks once more, and takes the
 * lead if nothing was heard until then.
 */
export class LeaderWatch {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #acts: { readonly ask: () => void; readonly steal: () => void };
  #heardAt: MonotonicMs = 0;
  #cancel: (() => void) | null = null;

  constructor(
    parts: { readonly clock: Clock; readonly random: Random },
    acts: { readonly ask: () => void; readonly steal: () => void },
  ) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#acts = acts;
  }

  /** Listens from now on. Asks at once, for whoever leads may not know of this tab. */
  start(): void {
    this.stop();
    this.#listenAnew();
    this.#acts.ask();
  }

  /** How long nothing was heard of the leader, in milliseconds. */
  get silentMs(): number {
    return this.#clock.monotonic() - this.#heardAt;
  }

  /** Something came from whoever leads now. */
  heard(): void {
    this.#heardAt = this.#clock.monotonic();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #listenAnew(): void {
    this.heard();
    this.#expect('ask', ASK_AFTER_MS);
  }

  #expect(stage: Stage, delayMs: number): void {
    const listensSince = this.#heardAt;
    const dueAt = this.#clock.monotonic() + delayMs;
    this.#cancel = this.#clock.after(delayMs, () => {
      const now = this.#clock.monotonic();
      if (now - dueAt > WATCH_LATE_MS) this.start();
      else if (this.#heardAt === listensSince) this.#proceed(stage);
      else this.#expect('ask', Math.max(1, this.#heardAt + ASK_AFTER_MS - now));
    });
  }

  #proceed(stage: Stage): void {
    switch (stage) {
      case 'ask':
        this.#expect('askAgain', LEADER_SILENT_MS - ASK_AFTER_MS);
        this.#acts.ask();
        return;
      case 'askAgain':
        this.#expect('steal', LAST_ANSWER_MS + this.#random.fraction() * STEAL_JITTER_MS);
        this.#acts.ask();
        return;
      default:
        this.#listenAnew();
        this.#acts.steal();
    }
  }
}
