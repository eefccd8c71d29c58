import type { Draws } from '../kernel/draws.js';
import type { ClientName, RoomRef } from './plan.js';

/** The room that the first run makes. */
export const CLIENT_ROOM: RoomRef = 'r0';

const WORDS = (
  'amber birch cedar dune ember fern gravel harbour iris juniper kettle lantern meadow north ' +
  'orchard pebble quarry river sparrow thistle umber valley willow yarrow 雪 ☕ naïve 🌲 e\u0301'
).split(' ');

/**
 * A body that names what it is of, so that a report can be read. @param padding - characters more.
 */
export function drawBody(draws: Draws, name: string, padding = 0): string {
  const words = Array.from({ length: 1 + draws.below(8) }, () => draws.pick(WORDS));
  const text = `${name}: ${words.join(' ')}`;
  return padding === 0 ? text : `${text} ${'.'.repeat(padding)}`;
}

export function drawRoomName(draws: Draws): string {
  return `${draws.pick(WORDS)} ${draws.pick(WORDS)}`;
}

/** What somebody is called. */
export function personName(client: ClientName): string {
  return `Person ${client}`;
}
