import type { MessagePage } from '../vocabulary/messages.js';
import { PLACES_AHEAD_MAX, STATES_AHEAD_MAX } from './limits.js';
import type { PageRequest, PlaceAhead, RoomReplica } from './replica.js';

/** Whether one more page can be remembered until the log has come as far as it is. */
export function hasPlaceAhead(
  { follow: { applied }, ahead }: RoomReplica,
  page: MessagePage,
): boolean {
  if (applied === null || page.asOf <= applied.seq) return true;
  return ahead.length < PLACES_AHEAD_MAX || ahead.some((place) => isPlaceOf(page, place));
}

/**
 * What pages say of the log ahead, with one more page. Null where the page is of another log than
 * what was applied when it was asked for or since then.
 */
export function placesAhead(
  { follow: { applied }, ahead }: RoomReplica,
  { from, recorded }: PageRequest,
  page: MessagePage,
): readonly PlaceAhead[] | null {
  if (applied === null) return null;
  const { asOf: seq, digest, messages } = page;
  if (seq <= applied.seq) {
    const passed = [from, ...(recorded ?? []).map((event) => event.applied)];
    return passed.some((place) => place !== null && isPlaceOf(page, place)) ? ahead : null;
  }
  const others = ahead.filter((place) => !isPlaceOf(page, place));
  const known = ahead.find((place) => isPlaceOf(page, place))?.states ?? [];
  const later = messages.filter(({ changedAt }) => changedAt > applied.seq);
  return withinStates([...others, { seq, digest, states: [...known, ...later] }]);
}

function isPlaceOf(
  { asOf, digest }: MessagePage,
  place: Pick<PlaceAhead, 'seq' | 'digest'>,
): boolean {
  return place.seq === asOf && place.digest === digest;
}

/** The places with no more messages than are remembered of all of them: the first go. */
function withinStates(places: readonly PlaceAhead[]): readonly PlaceAhead[] {
  let over = places.reduce((sum, { states }) => sum + states.length, -STATES_AHEAD_MAX);
  return places.map((place) => {
    const states = place.states.slice(Math.max(0, over));
    over -= place.states.length;
    return { ...place, states };
  });
}
