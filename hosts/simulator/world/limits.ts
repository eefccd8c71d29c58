import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import type { Draws } from '../kernel/draws.js';

/**
 * Bounds so small that a short run meets them: replays end in snapshots, rings and frames are
 * short.
 */
export function tightLimits(draws: Draws): Partial<DeliveryLimits> {
  return {
    replayEventsMax: draws.pick([2, 5, 20]),
    replayBytesMax: draws.pick([500, 4_000]),
    runBytesMax: draws.pick([1, 300, 2_000]),
    ringRunsMax: draws.pick([1, 4]),
    ringBytesMax: draws.pick([200, 2_000]),
    catchUpsMax: draws.pick([1, 2]),
    commandsPerConnectionMax: draws.pick([1, 4]),
    tailIntervalMs: draws.pick([50, 2_000]),
    tailEventsMax: draws.pick([1, 3]),
    headsIntervalMs: draws.pick([50, 500]),
  };
}
