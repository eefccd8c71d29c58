import { roomStream, type RoomId } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { TYPING_REPEAT_MS } from '../vocabulary/typing.js';
import { followOf } from './follow.js';
import { isOpen } from './outbox-items.js';
import type { OwnTyping, Replica } from './replica.js';
import type { Turn } from './turn.js';
import { isSmall } from './typists.js';

/** The person has typed something in a room. They type in one room at a time. */
export function typed(turn: Turn, roomId: RoomId): void {
  const { at } = turn.state.ownTyping;
  if (at !== null && at.roomId !== roomId) leaveOff(turn, at.roomId);
  const fence = turn.state.ownTyping.at?.fence ?? null;
  update(turn, { at: { roomId, typedAt: turn.moment.mono, fence } });
}

/** The person has taken back what they typed, or left the room: others are told at once. */
export function leaveOff(turn: Turn, roomId: RoomId): void {
  const { at } = turn.state.ownTyping;
  if (at?.roomId !== roomId) return;
  if (at.fence !== null) turn.send({ type: 'typing', roomId, act: 'stop', fence: at.fence });
  update(turn, { at: null });
}

/** The person has sent what they typed: the message itself ends what others are shown. */
export function sent(turn: Turn, roomId: RoomId): void {
  if (turn.state.ownTyping.at?.roomId === roomId) update(turn, { at: null });
}

/** The connection is gone: the server has told others by itself. */
export function onTypingLost(turn: Turn): void {
  const { at } = turn.state.ownTyping;
  if (at !== null) update(turn, { at: { ...at, fence: null } });
}

/**
 * Says that the person types, if it may be said: with the first key, and again with a later one. So
 * what others are shown ends so long after the last key, whatever is left in the box.
 *
 * While a message of theirs is unconfirmed its place is not known, and so nothing that is said
 * could be told from what came before it.
 */
export function sayTyping(turn: Turn): void {
  const { at, startedAt } = turn.state.ownTyping;
  const { mono } = turn.moment;
  if (at === null || startedAt + TYPING_REPEAT_MS > mono) return;
  const isNews = at.fence === null && at.typedAt + TYPING_REPEAT_MS > mono;
  if ((at.typedAt !== mono && !isNews) || !maySay(turn, at.roomId)) return;
  const fence = fenceOf(turn.state, at.roomId);
  update(turn, { at: { ...at, fence }, startedAt: mono });
  turn.send({ type: 'typing', roomId: at.roomId, act: 'start', fence });
}

/** When what was typed may be said; what may and cannot waits for whatever is in its way. */
export function ownTypingDue({ ownTyping }: Replica, mono: MonotonicMs): readonly MonotonicMs[] {
  const dueAt = ownTyping.startedAt + TYPING_REPEAT_MS;
  return ownTyping.at?.fence === null && dueAt > mono ? [dueAt] : [];
}

function maySay(turn: Turn, roomId: RoomId): boolean {
  const { state } = turn;
  const isLive = followOf(state, roomStream(roomId))?.phase.kind === 'live';
  const isUnconfirmed = state.outbox.some((item) => item.roomId === roomId && isOpen(item));
  return turn.canSend && isLive && !isUnconfirmed && isSmall(state);
}

/** The higher of what is applied of a room and the place of the last own message in it. */
function fenceOf(state: Replica, roomId: RoomId): Sequence {
  const applied = followOf(state, roomStream(roomId))?.applied?.seq ?? 0;
  const own = state.outbox.map((item) =>
    item.roomId === roomId && item.state.kind === 'confirmed' ? item.state.seq : 0,
  );
  return Math.max(applied, ...own);
}

function update(turn: Turn, change: Partial<OwnTyping>): void {
  turn.update({ ownTyping: { ...turn.state.ownTyping, ...change } });
}
