import { DELIVERY_LIMITS, type DeliveryLimits } from '../../../core/delivery/limits.js';
import { PAGE_MESSAGES_MAX } from '../../../core/vocabulary/limits.js';
import { SOCKET_UNSENT_BYTES_MAX } from '../../../ports/socket.js';
import type { Draws } from '../kernel/draws.js';
import type { World } from './world.js';

/** Bytes that a tight socket takes before it says that it is full. */
const TIGHT_UNSENT_BYTES = 2_000;

/** Unsent bytes from which on sockets of a world say that they are full. */
export function unsentBytesMax({ config }: World): number {
  return config.faults.B1.on ? TIGHT_UNSENT_BYTES : SOCKET_UNSENT_BYTES_MAX;
}

/**
 * Bounds so small that a short run meets them: replays end in snapshots, rings and frames are
 * short.
 */
function tightLimits(draws: Draws): Partial<DeliveryLimits> {
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
    stalledMs: draws.pick([1_000, 30_000]),
  };
}

/** Commands of all connections at once, where somebody sends more than that. */
const FLOODED_COMMANDS_MAX = 48;

/** Bounds of a process in a world. */
export function limitsOf({ config, kernel }: World): DeliveryLimits {
  const tight = config.faults.B1.on ? tightLimits(kernel.draws('limits', '')) : {};
  const flooded = config.faults.U6.on ? { commandsMax: FLOODED_COMMANDS_MAX } : {};
  return { ...DELIVERY_LIMITS, ...tight, ...flooded };
}

/** Messages of one page: few while there are faults, and then as many as ever. */
export function pageSize(world: World): { readonly pageMessagesMax: number } {
  const small = world.kernel.draws('pages', '').pick([1, 1, 3]);
  return {
    get pageMessagesMax() {
      return world.config.faults.B1.on && world.faulty.on ? small : PAGE_MESSAGES_MAX;
    },
  };
}
