import type { Instant, MonotonicMs } from '../../core/vocabulary/time.js';
import type { Clock } from '../../ports/clock.js';
import type { Step, Timeline } from './timeline.js';

const TIMER: Step = { kind: 'timer', entity: '' };

export interface SimulatedClockOptions {
  readonly timeline: Timeline;
  /** Wall-clock time at the start of the simulation. */
  readonly wallStart: Instant;
  /** What this process's wall clock is off by, in milliseconds, asked at each reading. */
  readonly wallOffsetMs?: () => number;
}

/** Virtual time of one process. Wall and steady time are apart: an offset moves only the wall's. */
export class SimulatedClock implements Clock {
  readonly #timeline: Timeline;
  readonly #wallStart: Instant;
  readonly #wallOffsetMs: () => number;

  constructor(options: SimulatedClockOptions) {
    this.#timeline = options.timeline;
    this.#wallStart = options.wallStart;
    this.#wallOffsetMs = options.wallOffsetMs ?? (() => 0);
  }

  now(): Instant {
    return Math.floor(this.#wallStart + this.#timeline.nowMs() + this.#wallOffsetMs());
  }

  monotonic(): MonotonicMs {
    return this.#timeline.nowMs();
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#timeline.after(delayMs, TIMER, callback);
  }
}
