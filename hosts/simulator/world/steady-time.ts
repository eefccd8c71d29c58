import type { Timeline } from '../../../adapters/simulated/timeline.js';

/** Events come at whole microseconds. */
const ROUNDING_MS = 0.001;

/**
 * Time as the steady clock of a page has it. That of many systems stands still while the device
 * sleeps, and its timers with it.
 */
export class SteadyTime {
  readonly timeline: Timeline;
  #stoodMs = 0;

  constructor(time: Timeline) {
    const nowMs = (): number => time.nowMs() - this.#stoodMs;
    this.timeline = {
      nowMs,
      waits: (step) => time.waits(step),
      after: (delayMs, step, run) => {
        const dueMs = nowMs() + delayMs;
        let cancel = time.after(delayMs, step, fire);
        function fire(): void {
          const restMs = dueMs - nowMs();
          if (restMs > ROUNDING_MS) cancel = time.after(restMs, step, fire);
          else run();
        }
        return () => {
          cancel();
        };
      },
    };
  }

  /** How long it has stood still so far, in milliseconds. */
  get stoodMs(): number {
    return this.#stoodMs;
  }

  /** It has just stood still for so long. */
  stood(ms: number): void {
    this.#stoodMs += ms;
  }
}
