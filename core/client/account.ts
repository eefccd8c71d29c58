import { assert, assertNever } from '../vocabulary/assert.js';
import type { KnownEvent } from '../vocabulary/events.js';
import type { AccountState, HeadsFrame, RoomHead } from '../vocabulary/frames.js';
import { roomStream } from '../vocabulary/ids.js';
import { NOTHING_POSTED } from '../vocabulary/reading.js';
import type { RoomSummary } from '../vocabulary/rooms.js';
import { dropHeld, followOf, isFollowed, setApplied } from './follow.js';
import { takeInOrder } from './held.js';
import { TOLD_HEADS_MAX } from './limits.js';
import type { Replica, VerifiedEvent } from './replica.js';
import type { AccountView } from './state.js';
import type { Turn } from './turn.js';

/** The account as a snapshot shows it. Heads that are known to be newer stay. */
export function resetAccount(turn: Turn, state: AccountState): void {
  const rooms = state.rooms.map((room) => furthest(turn.state, room));
  const { name, peopleCount } = state;
  turn.update({ account: { name, peopleCount, rooms: rooms.sort(byName) } });
  dropHeld(turn, 'account');
}

/** Applies account events in order; what depends on a room waits for it. */
export function applyToAccount(turn: Turn, events: readonly VerifiedEvent[]): void {
  for (const event of takeInOrder(turn, 'account', events)) applyOne(turn, event);
}

/**
 * Takes in how far rooms are. The first that come over a connection are of all rooms, and as the
 * server has them now. What is told of a room before the account tells of it is kept for then.
 */
export function onHeads(turn: Turn, frame: HeadsFrame): void {
  const { heads: told } = turn.state.link;
  const heads = new Map(told);
  for (const head of frame.heads) {
    const [roomId, seq] = head;
    const follow = followOf(turn.state, roomStream(roomId));
    const isBehind = isFollowed(follow) && (follow.applied?.seq ?? 0) > seq;
    if (told === null && !isBehind) setHead(turn, head);
    else raiseHead(turn, head);
    if (seq <= (heads.get(roomId)?.[1] ?? 0)) continue;
    heads.delete(roomId);
    heads.set(roomId, head);
  }
  for (const oldest of heads.keys()) {
    if (heads.size <= TOLD_HEADS_MAX) break;
    heads.delete(oldest);
  }
  turn.updateLink({ heads });
}

/** Takes in that a room has gone on. */
export function raiseHead(turn: Turn, room: RoomHead): void {
  const [roomId, head] = room;
  const known = turn.state.account?.rooms.find(({ id }) => id === roomId)?.head;
  if (known !== undefined && known < head) setHead(turn, room);
}

/**
 * Takes in where a snapshot of a room was taken, though the room was further: a restored server has
 * lost its end. What was told over the same connection is not of before that: it stays.
 */
export function resetHead(turn: Turn, room: RoomHead): void {
  setHead(turn, orTold(turn.state, room));
}

/** Takes in how far a room is, though it was further. */
function setHead(turn: Turn, [roomId, head, latest]: RoomHead): void {
  const { account } = turn.state;
  const room = account?.rooms.find(({ id }) => id === roomId);
  if (account === null || room === undefined) return;
  turn.update({
    account: { ...account, rooms: withRoom(account.rooms, { ...room, head, latest }) },
  });
}

function applyOne(turn: Turn, { known, applied }: VerifiedEvent): void {
  assert(
    applied.seq === (turn.state.accountFollow.applied?.seq ?? 0) + 1,
    'no event is passed over',
  );
  setApplied(turn, 'account', applied);
  const { account } = turn.state;
  if (known === null || account === null) return;
  turn.update({ account: changed(turn.state, account, known) });
}

function changed(state: Replica, account: AccountView, event: KnownEvent): AccountView {
  switch (event.kind) {
    case 'account.created':
      return { ...account, name: event.data.name };
    case 'person.joined':
      return { ...account, peopleCount: account.peopleCount + 1 };
    case 'room.opened': {
      const { roomId, name, kind, requires } = event.data;
      const room = { id: roomId, name, kind, head: requires.seq, latest: NOTHING_POSTED };
      return { ...account, rooms: withRoom(account.rooms, furthest(state, room)) };
    }
    case 'room.relisted': {
      const { roomId, name } = event.data;
      const room = account.rooms.find(({ id }) => id === roomId);
      if (room === undefined) return account;
      return { ...account, rooms: withRoom(account.rooms, { ...room, name }) };
    }
    case 'room.created':
    case 'room.renamed':
    case 'message.posted':
    case 'message.edited':
    case 'message.deleted':
    case 'room.read':
    case 'room.markedUnread':
    case 'room.involved':
    case 'person.mentioned':
    case 'mention.withdrawn':
      return account;
    default:
      return assertNever(event);
  }
}

/** A room as the account says that it is, or as far as came of it over the same connection. */
function furthest(state: Replica, room: RoomSummary): RoomSummary {
  const { channel } = state.link;
  const [, told, latestTold] = orTold(state, [room.id, room.head, room.latest]);
  const { follow, latest } = state.rooms.get(room.id) ?? {};
  const applied = follow?.appliedOn === channel ? (follow.applied?.seq ?? 0) : 0;
  if (latest !== undefined && applied > room.head && applied >= told)
    return { ...room, head: applied, latest };
  return { ...room, head: told, latest: latestTold };
}

/** How far a room is, or was told to be over the same connection where that is further. */
function orTold({ link: { heads } }: Replica, head: RoomHead): RoomHead {
  const told = heads?.get(head[0]) ?? head;
  return told[1] > head[1] ? told : head;
}

function withRoom(rooms: readonly RoomSummary[], room: RoomSummary): readonly RoomSummary[] {
  const index = rooms.findIndex(({ id }) => id === room.id);
  const isInPlace = index !== -1 && rooms[index]?.name === room.name;
  if (isInPlace) return rooms.with(index, room);
  return [...rooms.filter(({ id }) => id !== room.id), room].sort(byName);
}

function byName(a: RoomSummary, b: RoomSummary): number {
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()];
  if (left === right) return a.id - b.id;
  return left < right ? -1 : 1;
}
