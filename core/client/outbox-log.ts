import type { KnownEvent } from '../vocabulary/events.js';
import { roomStream, type MessageId, type RoomId } from '../vocabulary/ids.js';
import type { Message } from '../vocabulary/messages.js';
import type { Refusal } from '../vocabulary/errors.js';
import type { Sequence } from '../vocabulary/position.js';
import {
  findItem,
  keepItem,
  removeItem,
  sendAnew,
  settleItem,
  updateItem,
} from './outbox-items.js';
import { followOf } from './follow.js';
import type { OutboxItem, Replica } from './replica.js';
import type { Turn } from './turn.js';

const UNDONE: Refusal = {
  code: 'stale_position',
  message: 'The server went back to an older copy that does not have it.',
};

/** The place that the log gave a message. */
export interface Place {
  readonly messageId: MessageId;
  readonly seq: Sequence;
}

/**
 * A message is stored: the device forgets it, and it is shown as sent until the timeline has it.
 *
 * Whether the answer or the log says so first makes no difference.
 */
export function confirm(turn: Turn, item: OutboxItem, place: Place): void {
  if (item.state.kind !== 'confirmed') settleItem(turn, item.clientMessageId);
  updateItem(turn, item.clientMessageId, {
    state: { kind: 'confirmed', ...place },
    confirmedOn: turn.state.link.channel,
    step: { kind: 'resting' },
    failsAt: null,
  });
  // Of others the log may have to say first that their place is another's.
  if (!isAwaited(turn, item.roomId, place)) removeItem(turn, item.clientMessageId);
}

/**
 * Finds own messages among events of a room's log. One with our id and another text is another
 * message: what the server says of ours is awaited.
 */
export function confirmFromEvents(turn: Turn, events: readonly KnownEvent[]): void {
  for (const event of events) {
    if (event.kind !== 'message.posted' || event.actor !== turn.state.owner) continue;
    const { clientMessageId, messageId } = event.data;
    const item = clientMessageId === null ? undefined : findItem(turn, clientMessageId);
    if (item === undefined) continue;
    const body = event.content !== undefined && 'body' in event.content && event.content.body;
    if (body === false || body === item.body) confirm(turn, item, { messageId, seq: event.seq });
  }
}

/** Finds own messages among those of a snapshot or page. */
export function confirmFromMessages(turn: Turn, messages: readonly Message[]): void {
  for (const message of messages) {
    const { authorId, clientMessageId, id, seq } = message;
    if (authorId !== turn.state.owner || clientMessageId === null) continue;
    const item = findItem(turn, clientMessageId);
    if (item === undefined || isOther(message, item)) continue;
    confirm(turn, item, { messageId: id, seq });
  }
}

/**
 * Takes entries out of view whose message the timeline has.
 *
 * Until then a stored message stays in view as an entry: it is never seen to go and come back.
 */
export function clearConfirmed(turn: Turn, roomId: RoomId): void {
  for (const { state, clientMessageId } of confirmedIn(turn.state, roomId)) {
    if (!isAwaited(turn, roomId, state)) removeItem(turn, clientMessageId);
  }
}

/**
 * Gives back to their author own messages whose place the log says is another's, or is not there:
 * they were stored, and a restored server has not got them any more.
 */
export function giveBack(
  turn: Turn,
  roomId: RoomId,
  isUndone: (item: OutboxItem, place: Place) => boolean,
): void {
  for (const item of confirmedIn(turn.state, roomId)) {
    const { state, clientMessageId: id } = item;
    if (!isUndone(item, state)) continue;
    updateItem(turn, id, { state: { kind: 'failed', refusal: UNDONE }, uncertain: false });
    keepItem(turn, id, 'mark');
  }
}

/**
 * Says own messages again of which nobody here knows whether a restored server has them: their ids
 * make one message of each.
 */
export function askAgain(
  turn: Turn,
  roomId: RoomId,
  isInDoubt: (item: OutboxItem, place: Place) => boolean,
): void {
  for (const item of confirmedIn(turn.state, roomId)) {
    const { state, clientMessageId: id, kept } = item;
    if (!isInDoubt(item, state)) continue;
    sendAnew(turn, id, { state: { kind: 'unconfirmed' }, uncertain: true, kept });
  }
}

/** The furthest place in a room that an own message was given; 0 where none is awaited. */
export function confirmedUpTo(state: Replica, roomId: RoomId): Sequence {
  return Math.max(0, ...confirmedIn(state, roomId).map((item) => item.state.seq));
}

/** An own message that is stored, as far as its page was told. */
type ConfirmedItem = OutboxItem & {
  readonly state: Extract<OutboxItem['state'], { readonly kind: 'confirmed' }>;
};

function confirmedIn({ outbox }: Replica, roomId: RoomId): readonly ConfirmedItem[] {
  return outbox.filter((item): item is ConfirmedItem => {
    return item.roomId === roomId && item.state.kind === 'confirmed';
  });
}

// Only a first revision tells: a later one is what somebody made of it.
function isOther(message: Message, { body }: OutboxItem): boolean {
  return message.state === 'live' && message.revision === 1 && message.body !== body;
}

function isAwaited(turn: Turn, roomId: RoomId, { messageId, seq }: Place): boolean {
  const room = turn.state.rooms.get(roomId);
  const follow = followOf(turn.state, roomStream(roomId));
  if (room === undefined || room.openedOrder === null || follow?.phase.kind === 'denied')
    return false;
  const { messages, newerExist, veiled } = room.timeline;
  // A restored server gives ids out again: only both together name a message.
  if (messages.some((message) => message.id === messageId && message.seq === seq)) return false;
  const isVeiled = veiled.get(messageId)?.seq === seq;
  const isPast = (follow?.applied?.seq ?? 0) >= seq && !newerExist && !isVeiled;
  return !isPast;
}
