import type { KnownEvent } from '../vocabulary/events.js';
import type { RoomState } from '../vocabulary/frames.js';
import { roomStream, type RoomId } from '../vocabulary/ids.js';
import { latestAfter } from '../vocabulary/latest-after.js';
import { FOLLOWED_ROOMS_MAX } from '../vocabulary/limits.js';
import type { Room } from '../vocabulary/rooms.js';
import type { Sequence } from '../vocabulary/position.js';
import { NOTHING_POSTED } from '../vocabulary/reading.js';
import { raiseHead, resetHead } from './account.js';
import { join, setApplied, setFollow, startAnew } from './follow.js';
import { CLOSED_ROOMS_MAX } from './limits.js';
import {
  askAgain,
  clearConfirmed,
  confirmFromEvents,
  confirmFromMessages,
  giveBack,
  type Place,
} from './outbox-log.js';
import { leaveOff } from './own-typing.js';
import { recordChanges } from './page-record.js';
import { isGoneAhead, withoutGone } from './places-ahead.js';
import { forgetPresence } from './presence.js';
import {
  EMPTY_STRETCH,
  NOT_FOLLOWED,
  type OutboxItem,
  type RoomReplica,
  type VerifiedEvent,
} from './replica.js';
import {
  applyToStretch,
  isMessageEvent,
  isOverVeiled,
  laterOf,
  stretchOfSnapshot,
  trimmed,
} from './timeline.js';
import type { Turn } from './turn.js';
import { endPosters, forgetTypists, postersAfter, postersOf } from './typists.js';

const NEW_ROOM: RoomReplica = {
  status: { kind: 'joining' },
  room: null,
  timeline: EMPTY_STRETCH,
  follow: NOT_FOLLOWED,
  latest: NOTHING_POSTED,
  openedOrder: null,
  wanted: null,
  request: null,
  posters: { newest: new Map(), knownFrom: 0 },
  ahead: [],
};

/**
 * Follows a room in full. One that was open before is shown as it was, and goes on from its
 * position.
 *
 * A connection follows FOLLOWED_ROOMS_MAX rooms: past that, the one that was opened first is
 * closed.
 */
export function openRoom(turn: Turn, roomId: RoomId): void {
  const room = turn.state.rooms.get(roomId) ?? NEW_ROOM;
  const isOpen = room.openedOrder !== null;
  if (isOpen && room.follow.phase.kind !== 'denied') return;
  const opened = { ...room, openedOrder: turn.nextNumber() };
  turn.update({ rooms: new Map(turn.state.rooms).set(roomId, opened) });
  const open = byOpening(turn).filter(([, { openedOrder }]) => openedOrder !== null);
  const first = open[0]?.[0];
  if (open.length > FOLLOWED_ROOMS_MAX && first !== undefined) closeRoom(turn, first);
  if (turn.state.connection.phase === 'online') join(turn, roomStream(roomId));
}

/**
 * Follows a room no more. Its view stays for when the person comes back, for the newest of them.
 */
export function closeRoom(turn: Turn, roomId: RoomId): void {
  if ((turn.state.rooms.get(roomId)?.openedOrder ?? null) === null) return;
  const stream = roomStream(roomId);
  leaveOff(turn, roomId);
  forgetTypists(turn, roomId);
  setFollow(turn, stream, { phase: { kind: 'left' } });
  forgetPresence(turn, stream);
  turn.send({ type: 'leave', stream });
  turn.updateRoom(roomId, { openedOrder: null, request: null, wanted: null });
  const rooms = new Map(turn.state.rooms);
  // Put last: the order of the map is then the order of closing.
  const room = rooms.get(roomId);
  rooms.delete(roomId);
  if (room !== undefined)
    rooms.set(roomId, { ...room, timeline: { ...room.timeline, loading: null } });
  turn.update({ rooms: withoutOldest(rooms) });
  clearConfirmed(turn, roomId);
}

/** A place that was applied, and that is of no log any more. */
interface Undone {
  /** Own messages that were stored after this place are in doubt. */
  readonly after: Sequence;
  /** The channel over which it came: what was stored as answers over it and before it says. */
  readonly knownOn: number;
}

/** Where a snapshot was taken, and what it says of what was shown before. */
interface Taken {
  readonly seq: Sequence;
  /** Whether pages that are ahead of it are of its log, as far as anybody knows. */
  readonly isSameLog: boolean;
  /** Null where the log goes on from what was applied, or may. */
  readonly undone: Undone | null;
}

/**
 * The room as a snapshot shows it. Of what was shown before only this is left: its messages in
 * later states, which pages that are ahead of it have brought, and none that is gone on such a
 * page. Nobody sees a text or a message come back.
 */
export function resetRoom(turn: Turn, state: RoomState, { seq, isSameLog, undone }: Taken): void {
  const { id } = state.room;
  const { room, latest } = state;
  const posters = postersOf(state);
  const known = isSameLog ? (turn.state.rooms.get(id)?.ahead ?? []) : [];
  const ahead = known.filter((place) => place.seq > seq);
  const states = ahead.flatMap((place) => place.states);
  const stretch = stretchOfSnapshot(state, seq);
  const timeline = laterOf(withoutGone(stretch, ahead), states);
  turn.updateRoom(id, { room, latest, timeline, posters, ahead });
  forgetTypists(turn, id);
  resetHead(turn, [id, seq, latest]);
  confirmFromMessages(turn, state.messages);
  if (undone !== null) doubtStored(turn, id, undone);
  clearConfirmed(turn, id);
}

/**
 * What was stored when the undone place was, or before, was undone with it. What an answer over a
 * later connection says may be of before the restore, or of after it: the server is asked.
 */
function doubtStored(turn: Turn, roomId: RoomId, { after, knownOn }: Undone): void {
  const { channel } = turn.state.link;
  const isUndone = ({ confirmedOn }: OutboxItem, { seq }: Place): boolean =>
    seq > after && confirmedOn !== channel;
  const isOld = ({ confirmedOn }: OutboxItem): boolean => (confirmedOn ?? 0) <= knownOn;
  giveBack(turn, roomId, (item, place) => isUndone(item, place) && isOld(item));
  askAgain(turn, roomId, (item, place) => isUndone(item, place) && !isOld(item));
}

/** Applies events of a room in order. */
export function applyToRoom(turn: Turn, roomId: RoomId, events: readonly VerifiedEvent[]): void {
  const before = turn.state.rooms.get(roomId);
  const last = events.at(-1);
  if (before === undefined || last === undefined) return;
  const known = events.flatMap((event) => (event.known === null ? [] : [event.known]));
  let { room, timeline, latest } = before;
  for (const event of known) {
    latest = latestAfter(latest, event);
    const isGone = event.kind === 'message.posted' && isGoneAhead(before.ahead, event.seq);
    if (isMessageEvent(event) && !isGone) timeline = applyToStretch(timeline, roomId, event);
    else if (room !== null) room = renamed(room, event);
  }
  setApplied(turn, roomStream(roomId), last.applied);
  const ahead = before.ahead.filter(({ seq }) => seq > last.seq);
  const posters = postersAfter(before.posters, known);
  turn.updateRoom(roomId, { room, latest, timeline: trimmed(timeline, 'oldest'), posters, ahead });
  endPosters(turn, roomId, posters);
  recordChanges(turn, roomId, events);
  raiseHead(turn, [roomId, last.seq, latest]);
  confirmFromEvents(turn, known);
  giveBack(turn, roomId, (item, place) => isTakenByOther(events, item, place));
  clearConfirmed(turn, roomId);
  if (isOverVeiled(timeline)) startAnew(turn, roomStream(roomId));
}

/** Whether the log has something else at the place that a message was given. */
function isTakenByOther(
  events: readonly VerifiedEvent[],
  { clientMessageId }: OutboxItem,
  { seq }: Place,
): boolean {
  const there = events.find((event) => event.seq === seq);
  if (there === undefined) return false;
  const { known } = there;
  return known?.kind !== 'message.posted' || known.data.clientMessageId !== clientMessageId;
}

/** Whom a room was denied to shows nothing of it any more. */
export function forgetRoom(turn: Turn, roomId: RoomId): void {
  const nothing = { room: null, timeline: EMPTY_STRETCH, request: null, wanted: null, ahead: [] };
  turn.updateRoom(roomId, nothing);
  forgetTypists(turn, roomId);
  clearConfirmed(turn, roomId);
}

/** Open rooms of one person as another finds them: still open, and nothing in them. */
export function emptiedRooms(turn: Turn): ReadonlyMap<RoomId, RoomReplica> {
  const open = [...turn.state.rooms].filter(([, { openedOrder }]) => openedOrder !== null);
  return new Map(open.map(([id, { openedOrder }]) => [id, { ...NEW_ROOM, openedOrder }]));
}

function renamed(room: Room, event: KnownEvent): Room {
  if (event.kind !== 'room.created' && event.kind !== 'room.renamed') return room;
  if (event.seq <= room.changedAt) return room;
  return { ...room, name: event.data.name, changedAt: event.seq };
}

function byOpening(turn: Turn): readonly (readonly [RoomId, RoomReplica])[] {
  return [...turn.state.rooms].sort(([, a], [, b]) => (a.openedOrder ?? 0) - (b.openedOrder ?? 0));
}

function withoutOldest(rooms: ReadonlyMap<RoomId, RoomReplica>): ReadonlyMap<RoomId, RoomReplica> {
  const closed = [...rooms].filter(([, { openedOrder }]) => openedOrder === null);
  const dropped = new Set(closed.slice(0, -CLOSED_ROOMS_MAX).map(([id]) => id));
  return dropped.size === 0 ? rooms : new Map([...rooms].filter(([id]) => !dropped.has(id)));
}
