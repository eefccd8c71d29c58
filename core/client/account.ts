import { assert, assertNever } from '../vocabulary/assert.js';
import type { KnownEvent, Requirement } from '../vocabulary/events.js';
import type { AccountState } from '../vocabulary/frames.js';
import type { RoomId } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import type { RoomSummary } from '../vocabulary/rooms.js';
import { followOf, isFollowed, setApplied, startAnew } from './follow.js';
import { ACCOUNT_HELD_MAX, ACCOUNT_HELD_MS } from './limits.js';
import type { Replica, VerifiedEvent } from './replica.js';
import type { AccountView } from './state.js';
import type { Turn } from './turn.js';

/** The account as a snapshot shows it. Heads that are known to be newer stay. */
export function resetAccount(turn: Turn, state: AccountState): void {
  const rooms = state.rooms.map((room) => {
    const applied = turn.state.rooms.get(room.id)?.follow.applied;
    return { ...room, head: Math.max(room.head, applied?.seq ?? 0) };
  });
  const { name, peopleCount } = state;
  turn.update({ account: { name, peopleCount, rooms: rooms.sort(byName) }, held: null });
}

/**
 * Applies account events in order. One that depends on a followed room waits until the room's
 * position is reached, and all after it wait with it: for ACCOUNT_HELD_MS and ACCOUNT_HELD_MAX
 * events at most.
 */
export function applyToAccount(turn: Turn, events: readonly VerifiedEvent[]): void {
  const waiting = [...(turn.state.held?.events ?? []), ...events];
  const until = turn.state.held?.until ?? turn.moment.mono + ACCOUNT_HELD_MS;
  const first = waiting.findIndex(({ known }) => known !== null && mustWait(turn.state, known));
  const ready = first === -1 ? waiting : waiting.slice(0, first);
  for (const event of ready) applyOne(turn, event);
  const held = first === -1 ? [] : waiting.slice(first);
  turn.update({ held: held.length === 0 ? null : { events: held, until } });
  if (held.length > ACCOUNT_HELD_MAX) startAnew(turn, 'account');
}

/** Applies what waited for a room that has come on, or is no longer followed. */
export function releaseHeld(turn: Turn): void {
  if (turn.state.held !== null) applyToAccount(turn, []);
}

/** Ends a wait that has lasted too long: a snapshot waits for nothing. */
export function onAccountAlarm(turn: Turn): void {
  const { held } = turn.state;
  if (held !== null && held.until <= turn.moment.mono) startAnew(turn, 'account');
}

/** Takes in that a room's log has grown. */
export function raiseHead(turn: Turn, roomId: RoomId, head: Sequence): void {
  const known = turn.state.account?.rooms.find(({ id }) => id === roomId)?.head;
  if (known !== undefined && known < head) setHead(turn, roomId, head);
}

/** Takes in how long a room's log is, though it was longer: a restored server has lost its end. */
export function setHead(turn: Turn, roomId: RoomId, head: Sequence): void {
  const { account } = turn.state;
  const room = account?.rooms.find(({ id }) => id === roomId);
  if (account === null || room === undefined || room.head === head) return;
  turn.update({ account: { ...account, rooms: withRoom(account.rooms, { ...room, head }) } });
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
      const head = Math.max(requires.seq, state.rooms.get(roomId)?.follow.applied?.seq ?? 0);
      return { ...account, rooms: withRoom(account.rooms, { id: roomId, name, kind, head }) };
    }
    case 'room.relisted': {
      const { roomId, name, requires } = event.data;
      const room = account.rooms.find(({ id }) => id === roomId);
      if (room === undefined) return account;
      const head = Math.max(room.head, requires.seq);
      return { ...account, rooms: withRoom(account.rooms, { ...room, name, head }) };
    }
    case 'room.created':
    case 'room.renamed':
    case 'message.posted':
    case 'message.edited':
    case 'message.deleted':
      return account;
    default:
      return assertNever(event);
  }
}

function mustWait(state: Replica, event: KnownEvent): boolean {
  if (event.kind !== 'room.opened' && event.kind !== 'room.relisted') return false;
  const { stream, seq }: Requirement = event.data.requires;
  const follow = followOf(state, stream);
  return isFollowed(follow) && (follow.applied?.seq ?? 0) < seq;
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
