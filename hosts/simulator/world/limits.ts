import { DELIVERY_LIMITS, type DeliveryLimits } from '../../../core/delivery/limits.js';
import { PAGE_MESSAGES_MAX } from '../../../core/vocabulary/limits.js';
import { SOCKET_UNSENT_BYTES_MAX } from '../../../ports/socket.js';
import type { Draws } from '../kernel/draws.js';
import { tabsOf, type Config } from '../plan/config.js';
import { clientOfTab } from '../plan/plan.js';
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
    catchUpsWaitingMax: draws.pick([1, 4, 20_000, 20_000]),
  };
}

/** Begins the address of further devices of a person, which goes on with their name. */
export const CROWD = 'crowd';

/** Two people live in a house, and have one address there with all their devices. */
const PEOPLE_OF_A_HOUSE = 2;

/** What connections of a client's address are counted by. */
export function houseOf(address: string): string {
  const number = Number(/c(\d+)/.exec(clientOfTab(address))?.[1] ?? 0);
  return `house ${String(Math.ceil(number / PEOPLE_OF_A_HOUSE))}`;
}

/** As many connections as people need who have no others, of one kind or another. */
function crampedLimits(config: Config, draws: Draws): Partial<DeliveryLimits> {
  const needs = Array.from({ length: config.clients }, (_, at) =>
    config.locks ? 1 : tabsOf(config, at + 1),
  );
  const spare = draws.below(2);
  // The first person has the most tabs.
  const [ofPerson = 1, ofNext = 1] = needs;
  switch (draws.pick(['process', 'person', 'address'] as const)) {
    case 'process':
      return { connectionsMax: needs.reduce((sum, need) => sum + need, spare), greetingsMax: 3 };
    case 'person':
      return { connectionsPerPersonMax: ofPerson + spare };
    case 'address':
      return { connectionsPerAddressMax: ofPerson + ofNext + spare };
  }
}

/** So fast that a short run comes to the last step and back. */
function pressedLimits(draws: Draws): Partial<DeliveryLimits> {
  return { pressureFallMs: draws.pick([900, 2_500, 5_000]) };
}

/** Commands of all connections at once, where somebody sends more than that. */
const FLOODED_COMMANDS_MAX = 48;

/** Bounds of a process in a world. */
export function limitsOf({ config, kernel }: World): DeliveryLimits {
  const tight = config.faults.B1.on ? tightLimits(kernel.draws('limits', '')) : {};
  const flooded = config.faults.U6.on ? { commandsMax: FLOODED_COMMANDS_MAX } : {};
  const cramped = config.faults.B2.on ? crampedLimits(config, kernel.draws('B2', 'limits')) : {};
  const pressed = config.faults.P5.on ? pressedLimits(kernel.draws('P5', 'limits')) : {};
  return { ...DELIVERY_LIMITS, ...tight, ...flooded, ...cramped, ...pressed };
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
