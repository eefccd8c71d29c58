import { assert, assertNever } from '../vocabulary/assert.js';
import type { KnownEvent } from '../vocabulary/events.js';
import type { AccountState, RoomHead } from '../vocabulary/frames.js';
import { NOTHING_POSTED } from '../vocabulary/reading.js';
import type { RoomSummary } from '../vocabulary/rooms.js';
import { dropHeld, setApplied } from './follow.js';
import { takeInOrder } from './held.js';
import type { Replica, VerifiedEvent } from './replica.js';
import type { AccountView } from './state.js';
import type { Turn } from './turn.js';

/** The account as a snapshot shows it. Heads that are known to be newer stay. */
export function resetAccount(turn: Turn, state: AccountState): void {
  const rooms = state.rooms.map((room) => {
    const open = turn.state.rooms.get(room.id);
    const applied = open?.follow.applied?.seq ?? 0;
    return open === undefined || applied <= room.head
      ? room
      : { ...room, head: applied, latest: open.latest };
  });
  const { name, peopleCount } = state;
  turn.update({ account: { name, peopleCount, rooms: rooms.sort(byName) } });
  dropHeld(turn, 'account');
}

/** Applies account events in order; what depends on a room waits for it. */
export function applyToAccount(turn: Turn, events: readonly VerifiedEvent[]): void {
  for (const event of takeInOrder(turn, 'account', events)) applyOne(turn, event);
}

/** Takes in that a room has gone on. */
export function raiseHead(turn: Turn, room: RoomHead): void {
  const [roomId, head] = room;
  const known = turn.state.account?.rooms.find(({ id }) => id === roomId)?.head;
  if (known !== undefined && known < head) setHead(turn, room);
}

/** Takes in how far a room is, though it was further: a restored server has lost its end. */
export function setHead(turn: Turn, [roomId, head, latest]: RoomHead): void {
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
      const open = state.rooms.get(roomId);
      const applied = open?.follow.applied?.seq ?? 0;
      const head = Math.max(requires.seq, applied);
      const latest = open !== undefined && applied >= requires.seq ? open.latest : NOTHING_POSTED;
      const room = { id: roomId, name, kind, head, latest };
      return { ...account, rooms: withRoom(account.rooms, room) };
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
