import type { Timeline } from '../../../adapters/simulated/timeline.js';
import type { Kernel } from './kernel.js';
import type { Life } from './life.js';

/** Wall-clock time at which every simulation starts: 1 January 2026, noon in UTC. */
export const WALL_START = 1_767_268_800_000;

/** Virtual time as the twins take it, for one life. */
export function timelineOf(kernel: Kernel, life: Life): Timeline {
  return {
    nowMs: () => kernel.nowUs / 1_000,
    after: (delayMs, step, run) => life.schedule(delayMs * 1_000, step, run),
    waits: (step) => kernel.waits(life, step),
  };
}

/** What somebody waits for whose process has ended: nothing comes of it. */
export function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}
