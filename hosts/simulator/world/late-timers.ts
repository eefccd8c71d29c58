import type { Timeline } from '../../../adapters/simulated/timeline.js';
import { changedOutcome, type World } from './world.js';

/** Timers of hidden tabs run once a second at most. */
const HIDDEN_MS = 1_000;
/** Timers of a visible tab that are late, and by how much on average. */
const LATE_SHARE = 0.1;

/** What is late is asked of a tab whenever a timer is set. */
export interface Visibility {
  readonly isVisible: boolean;
}

/**
 * The time of a page or server as its timers have it: never early, sometimes late, coarse while
 * hidden.
 */
export function lateTimers(parts: {
  readonly world: World;
  readonly timeline: Timeline;
  readonly lane: string;
  readonly tab: Visibility;
}): Timeline {
  const { world, timeline, lane, tab } = parts;
  const { on, lateMs } = world.config.faults.C4;
  if (!on) return timeline;
  const draws = world.kernel.draws('C4', lane);
  return {
    nowMs: () => timeline.nowMs(),
    waits: (step) => timeline.waits(step),
    after: (delayMs, step, run) => {
      const isLate = draws.happens(LATE_SHARE);
      const byMs = draws.exponential(lateMs);
      if (!world.faulty.on) return timeline.after(delayMs, step, run);
      const coarseMs = tab.isVisible ? delayMs : Math.max(delayMs, HIDDEN_MS);
      const afterMs = isLate ? coarseMs + byMs : coarseMs;
      if (afterMs > delayMs) changedOutcome(world, 'C4');
      return timeline.after(afterMs, step, run);
    },
  };
}
