import type { KnownEvent, Requirement } from '../vocabulary/events.js';
import type { StreamName } from '../vocabulary/ids.js';
import { dropHeld, followOf, isFollowed, startAnew } from './follow.js';
import { HELD_EVENTS_MAX, HELD_MS } from './limits.js';
import type { Replica, VerifiedEvent } from './replica.js';
import type { Turn } from './turn.js';

/**
 * Takes events of a stream, in order, up to the first that depends on a followed room which has not
 * come so far: that one waits for the room's position, and all after it wait with it, for HELD_MS
 * and HELD_EVENTS_MAX events at most.
 *
 * @returns those that are to be applied now.
 */
export function takeInOrder(
  turn: Turn,
  stream: StreamName,
  events: readonly VerifiedEvent[],
): readonly VerifiedEvent[] {
  const earlier = turn.state.held.get(stream);
  const waiting = [...(earlier?.events ?? []), ...events];
  const first = waiting.findIndex(({ known }) => known !== null && mustWait(turn.state, known));
  if (first === -1) {
    dropHeld(turn, stream);
    return waiting;
  }
  const held = waiting.slice(first);
  const until = earlier?.until ?? turn.moment.mono + HELD_MS;
  turn.update({ held: new Map(turn.state.held).set(stream, { events: held, until }) });
  if (held.length > HELD_EVENTS_MAX) startAnew(turn, stream);
  return waiting.slice(0, first);
}

/** Ends waits that have lasted too long: a snapshot waits for nothing. */
export function onHeldAlarm(turn: Turn): void {
  for (const [stream, { until }] of turn.state.held) {
    if (until <= turn.moment.mono) startAnew(turn, stream);
  }
}

function mustWait(state: Replica, event: KnownEvent): boolean {
  const required = requirementOf(event);
  if (required === null) return false;
  const follow = followOf(state, required.stream);
  return isFollowed(follow) && (follow.applied?.seq ?? 0) < required.seq;
}

function requirementOf({ data }: KnownEvent): Requirement | null {
  return 'requires' in data ? data.requires : null;
}
