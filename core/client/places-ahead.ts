import type { MessagePage } from '../vocabulary/messages.js';
import type { Sequence } from '../vocabulary/position.js';
import { PLACES_AHEAD_MAX, STATES_AHEAD_MAX } from './limits.js';
import type { PageReach, PageRequest, PlaceAhead, RoomReplica, Stretch } from './replica.js';

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
  const known = ahead.find((place) => isPlaceOf(page, place));
  const later = messages.filter(({ changedAt }) => changedAt > applied.seq);
  const states = [...(known?.states ?? []), ...later];
  const reaches = [...(known?.reaches ?? []), reachOf(page)];
  return withinReaches(withinStates([...others, { seq, digest, states, reaches }]));
}

/** Whether pages that were read at these places show that there is no message any more. */
export function isGoneAhead(ahead: readonly PlaceAhead[], seq: Sequence): boolean {
  return ahead.some(
    (place) =>
      seq <= place.seq &&
      place.reaches.some(({ from, to, shown }) => from <= seq && seq <= to && !shown.includes(seq)),
  );
}

/** A stretch without the messages that are gone at these places, which are ahead of it. */
export function withoutGone(stretch: Stretch, ahead: readonly PlaceAhead[]): Stretch {
  const messages = stretch.messages.filter(({ seq }) => !isGoneAhead(ahead, seq));
  return { ...stretch, messages };
}

/** A page at an end of the room reaches to that end; an empty one elsewhere reaches nothing. */
function reachOf({ asOf, messages, olderExist, newerExist }: MessagePage): PageReach {
  const shown = messages.map(({ seq }) => seq);
  const from = olderExist ? (shown[0] ?? asOf) : 0;
  const to = newerExist ? (shown.at(-1) ?? 0) : asOf;
  return { from, to, shown };
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

/** Likewise the parts that were reached, an empty one counting as one message. */
function withinReaches(places: readonly PlaceAhead[]): readonly PlaceAhead[] {
  const weight = ({ shown }: PageReach): number => Math.max(1, shown.length);
  const all = places.flatMap(({ reaches }) => reaches);
  let over = all.reduce((sum, reach) => sum + weight(reach), -STATES_AHEAD_MAX);
  return places.map((place) => {
    const reaches = place.reaches.filter((reach) => {
      const isKept = over <= 0;
      over -= weight(reach);
      return isKept;
    });
    return { ...place, reaches };
  });
}
