import { SimulatedClock } from '../../../adapters/simulated/clock.js';
import type { Timeline } from '../../../adapters/simulated/timeline.js';
import type { Life } from '../kernel/life.js';
import { WALL_START } from '../kernel/timeline.js';
import { lateTimers } from './late-timers.js';
import { changedOutcome, type World } from './world.js';

/** Nobody hides a server. */
const NEVER_HIDDEN = { isVisible: true };

/** How far the wall clock of one place on the machine was set forward or back so far. */
export interface WallSetting {
  offsetMs: number;
}

/**
 * The clocks of one server process: a wall clock that may be wrong, drift and be set, and timers
 * that may be late. Steady time is right.
 */
export function serverClock(
  world: World,
  process: { readonly life: Life; readonly timeline: Timeline; readonly wall: WallSetting },
): SimulatedClock {
  const { life, timeline, wall } = process;
  const { C1, C2 } = world.config.faults;
  const offsetMs = world.kernel.draws('C1', life.lane).between(-C1.skewMs, C1.skewMs);
  const ppm = world.kernel.draws('C2', life.lane).between(-C2.ppm, C2.ppm);
  if (C1.on) changedOutcome(world, 'C1');
  if (C2.on) changedOutcome(world, 'C2');
  return new SimulatedClock({
    timeline: lateTimers({ world, timeline, lane: life.lane, tab: NEVER_HIDDEN }),
    wallStart: WALL_START,
    wallOffsetMs: () =>
      (C1.on ? offsetMs : 0) + (C2.on ? (timeline.nowMs() * ppm) / 1e6 : 0) + wall.offsetMs,
  });
}
