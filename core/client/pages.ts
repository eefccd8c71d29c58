import { assertNever } from '../vocabulary/assert.js';
import type { Refusal } from '../vocabulary/errors.js';
import type { MessageId, RoomId } from '../vocabulary/ids.js';
import type { MessagePage } from '../vocabulary/messages.js';
import type { PageAnswer } from './inputs.js';
import { PAGE_ATTEMPTS_MAX, PAGE_WAIT_MS } from './limits.js';
import { clearConfirmed, confirmFromMessages } from './outbox-log.js';
import { hasPlaceAhead, placesAhead } from './places-ahead.js';
import { learnPeople } from './people.js';
import {
  EMPTY_STRETCH,
  type PagePlace,
  type PageRequest,
  type Replica,
  type RoomReplica,
  type Stretch,
} from './replica.js';
import type { Timeline } from './state.js';
import { applyToStretch, isMessageEvent, mergeMessages, trimmed } from './timeline.js';
import type { Turn } from './turn.js';

/** Asks for the page before the oldest message, or after the newest, unless one is on its way. */
export function loadBeside(turn: Turn, roomId: RoomId, at: 'before' | 'after'): void {
  const room = turn.state.rooms.get(roomId);
  if (room === undefined || room.request !== null || room.wanted !== null) return;
  const { olderExist, newerExist } = room.timeline;
  const messageId = edge(room.timeline, at);
  if (messageId === null || !(at === 'before' ? olderExist : newerExist)) return;
  ask(turn, roomId, { place: { at, messageId }, attempts: 1 });
}

/**
 * Shows another part of a room: around a message, or the newest. What is under way makes room for
 * it.
 */
export function show(turn: Turn, roomId: RoomId, place: PagePlace): void {
  const room = turn.state.rooms.get(roomId);
  if (room === undefined || room.openedOrder === null) return;
  if (room.follow.applied === null) {
    turn.updateRoom(roomId, { wanted: place, timeline: { ...room.timeline, loading: 'around' } });
    return;
  }
  const isThere = place.at === 'newest' && !room.timeline.newerExist;
  if (!isThere) ask(turn, roomId, { place, attempts: 1 });
  else if (room.timeline.loading === 'around') endRequest(turn, roomId, null);
}

/** Takes a page in. One that no longer fits what is shown is asked for again, or let go. */
export function onPage(
  turn: Turn,
  { roomId, ticket, answer }: { roomId: RoomId; ticket: number; answer: PageAnswer },
): void {
  const room = turn.state.rooms.get(roomId);
  const request = room?.request;
  if (room === undefined || request?.ticket !== ticket) return;
  if (answer.page.roomId !== roomId) {
    endRequest(turn, roomId, {
      code: 'protocol_violation',
      message: 'The page is of another room.',
    });
    return;
  }
  if (!hasPlaceAhead(room, answer.page)) {
    const message = 'What happened in the room has yet to come. Wait a moment.';
    endRequest(turn, roomId, { code: 'busy', message });
    return;
  }
  const ahead = placesAhead(room, request, answer.page);
  const stretch = request.recorded === null ? null : placed(room.timeline, request, answer.page);
  if (stretch === null || ahead === null) {
    askAgain(turn, roomId, room);
    return;
  }
  learnPeople(turn, answer.people);
  turn.updateRoom(roomId, {
    request: null,
    ahead,
    timeline: { ...replayed(stretch, roomId, request), loading: null, pageRefusal: null },
  });
  confirmFromMessages(turn, answer.page.messages);
  clearConfirmed(turn, roomId);
}

export function onPageFailed(
  turn: Turn,
  { roomId, ticket, refusal }: { roomId: RoomId; ticket: number; refusal: Refusal },
): void {
  if (turn.state.rooms.get(roomId)?.request?.ticket === ticket) endRequest(turn, roomId, refusal);
}

/**
 * After a snapshot: a page beside what was shown fits no more; another part that was asked for
 * still does.
 */
export function onRoomReset(turn: Turn, roomId: RoomId): void {
  const room = turn.state.rooms.get(roomId);
  if (room === undefined) return;
  const place = room.wanted ?? room.request?.place ?? null;
  turn.updateRoom(roomId, { wanted: null, request: null });
  if (place?.at === 'around') ask(turn, roomId, { place, attempts: 1 });
}

export function pagesDue(state: Replica): readonly number[] {
  return [...state.rooms.values()].flatMap(({ request }) =>
    request === null ? [] : [request.answerBy],
  );
}

/** Gives up the pages that have not come in time. */
export function onPagesAlarm(turn: Turn): void {
  for (const [roomId, { request }] of turn.state.rooms) {
    if (request === null || request.answerBy > turn.moment.mono) continue;
    endRequest(turn, roomId, { code: 'unavailable', message: 'The messages did not come.' });
  }
}

function ask(
  turn: Turn,
  roomId: RoomId,
  { place, attempts }: { readonly place: PagePlace; readonly attempts: number },
): void {
  const room = turn.state.rooms.get(roomId);
  if (room === undefined) return;
  const ticket = turn.nextNumber();
  const answerBy = turn.moment.mono + PAGE_WAIT_MS;
  turn.updateRoom(roomId, {
    request: { ticket, place, attempts, answerBy, from: room.follow.applied, recorded: [] },
    timeline: { ...room.timeline, loading: loadingOf(place), pageRefusal: null },
  });
  const path = pathOf(roomId, place, room.follow.applied?.seq ?? 0);
  turn.emit({ type: 'request', roomId, ticket, path });
}

function askAgain(turn: Turn, roomId: RoomId, { request, timeline }: RoomReplica): void {
  if (request === null) return;
  const place = placeNow(request.place, timeline);
  const isWanted = place !== null && isStillMore(place, timeline);
  if (!isWanted) endRequest(turn, roomId, null);
  else if (request.attempts < PAGE_ATTEMPTS_MAX) {
    ask(turn, roomId, { place, attempts: request.attempts + 1 });
  } else {
    const message = 'The room changes too fast. Wait a moment.';
    endRequest(turn, roomId, { code: 'busy', message });
  }
}

function endRequest(turn: Turn, roomId: RoomId, pageRefusal: Refusal | null): void {
  const room = turn.state.rooms.get(roomId);
  if (room === undefined) return;
  const timeline = { ...room.timeline, loading: null, pageRefusal };
  turn.updateRoom(roomId, { request: null, timeline });
}

/** The stretch with the page in its place; null where the page does not meet it any more. */
function placed(stretch: Stretch, { place }: PageRequest, page: MessagePage): Stretch | null {
  const { newerExist, olderExist, messages } = page;
  switch (place.at) {
    case 'before': {
      if (edge(stretch, 'before') !== place.messageId) return null;
      return trimmed({ ...mergeMessages(stretch, messages), olderExist }, 'newest');
    }
    case 'after': {
      if (edge(stretch, 'after') !== place.messageId) return null;
      return trimmed(covered({ ...mergeMessages(stretch, messages), newerExist }, page), 'oldest');
    }
    case 'around':
    case 'newest':
      return covered({ ...EMPTY_STRETCH, messages, olderExist, newerExist }, page);
    default:
      return assertNever(place);
  }
}

function covered(stretch: Stretch, { asOf }: MessagePage): Stretch {
  if (stretch.newerExist) return stretch;
  return { ...stretch, coveredTo: Math.max(stretch.coveredTo, asOf) };
}

function replayed(stretch: Stretch, roomId: RoomId, { recorded }: PageRequest): Stretch {
  return (recorded ?? []).reduce(
    (replaying, { known }) =>
      known !== null && isMessageEvent(known)
        ? applyToStretch(replaying, roomId, known)
        : replaying,
    stretch,
  );
}

/** The message at an end of a stretch. A tombstone marks a place as well as a live message does. */
function edge({ messages }: Stretch, at: 'before' | 'after'): MessageId | null {
  return (at === 'before' ? messages[0] : messages.at(-1))?.id ?? null;
}

function placeNow(place: PagePlace, stretch: Stretch): PagePlace | null {
  if (place.at !== 'before' && place.at !== 'after') return place;
  const messageId = edge(stretch, place.at);
  return messageId === null ? null : { at: place.at, messageId };
}

function isStillMore(place: PagePlace, { olderExist, newerExist }: Stretch): boolean {
  if (place.at === 'before') return olderExist;
  return place.at === 'after' ? newerExist : true;
}

function loadingOf({ at }: PagePlace): Timeline['loading'] {
  if (at === 'before') return 'older';
  return at === 'after' ? 'newer' : 'around';
}

function pathOf(roomId: RoomId, place: PagePlace, atLeast: number): string {
  const cursor = place.at === 'newest' ? '' : `${place.at}=${place.messageId}&`;
  return `/rooms/${roomId}/messages?${cursor}at_least=${atLeast}`;
}
