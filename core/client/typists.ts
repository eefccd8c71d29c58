import type { KnownEvent } from '../vocabulary/events.js';
import type { RoomState, TypistFrame } from '../vocabulary/frames.js';
import type { RoomId, UserId } from '../vocabulary/ids.js';
import type { Sequence } from '../vocabulary/position.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { TYPING_PEOPLE_MAX, TYPING_SHOWN_MS } from '../vocabulary/typing.js';
import { learnPeople } from './people.js';
import type { Posters, Replica } from './replica.js';
import type { Typist } from './state.js';
import type { Turn } from './turn.js';

/** Whether typing is told and shown in a room at all. Everyone is a member of an open room. */
export function isSmall({ account }: Replica): boolean {
  return account !== null && account.peopleCount <= TYPING_PEOPLE_MAX;
}

/** Somebody says that they type, or have left off. */
export function onTypist(turn: Turn, { roomId, person, act, fence }: TypistFrame): void {
  const { owner, rooms } = turn.state;
  const known = typistsIn(turn.state, roomId);
  const place = known.findIndex(({ userId }) => userId === person.id);
  // What comes late, of a start before the one that is shown, says nothing any more.
  if ((known[place]?.fence ?? 0) > fence) return;
  if (act === 'stop') {
    if (place !== -1) show(turn, roomId, known.toSpliced(place, 1));
    return;
  }
  const room = rooms.get(roomId);
  if (person.id === owner || room?.follow.phase.kind !== 'live' || !isSmall(turn.state)) return;
  if (hasPosted(room.posters, person.id, fence)) return;
  learnPeople(turn, [person]);
  const typist = { userId: person.id, fence, until: turn.moment.mono + TYPING_SHOWN_MS };
  if (place !== -1) show(turn, roomId, known.with(place, typist));
  else if (known.length < TYPING_PEOPLE_MAX) show(turn, roomId, [...known, typist]);
}

/** Whoever has posted above the fence of their start types no more, whichever came first. */
export function endPosters(turn: Turn, roomId: RoomId, posters: Posters): void {
  const known = typistsIn(turn.state, roomId);
  const left = known.filter(({ userId, fence }) => !hasPosted(posters, userId, fence));
  if (left.length < known.length) show(turn, roomId, left);
}

/** Nobody is shown to type in a room: it is left, or begins anew. */
export function forgetTypists(turn: Turn, roomId: RoomId): void {
  if (turn.state.typing.has(roomId)) show(turn, roomId, []);
}

/** When somebody has been shown for long enough. */
export function typistsDue({ typing }: Replica): readonly MonotonicMs[] {
  return [...typing.values()].flatMap((typists) => typists.map(({ until }) => until));
}

export function onTypistsAlarm(turn: Turn): void {
  const { mono } = turn.moment;
  for (const [roomId, typists] of turn.state.typing) {
    const left = typists.filter(({ until }) => until > mono);
    if (left.length < typists.length) show(turn, roomId, left);
  }
}

/** Who has posted last and where, as a snapshot shows it. */
export function postersOf({ messages, olderExist }: RoomState): Posters {
  const newest = new Map(messages.map(({ authorId, seq }) => [authorId, seq] as const));
  return { newest, knownFrom: olderExist ? (messages[0]?.seq ?? 0) : 0 };
}

/** The same after events. Of more than TYPING_PEOPLE_MAX the one who posted first is forgotten. */
export function postersAfter(before: Posters, events: readonly KnownEvent[]): Posters {
  const posts = events.filter(({ kind }) => kind === 'message.posted');
  if (posts.length === 0) return before;
  const newest = new Map(before.newest);
  let { knownFrom } = before;
  for (const { actor, seq } of posts) {
    if (actor === null) continue;
    newest.delete(actor);
    newest.set(actor, seq);
    const [oldest] = newest;
    if (newest.size <= TYPING_PEOPLE_MAX || oldest === undefined) continue;
    newest.delete(oldest[0]);
    knownFrom = Math.max(knownFrom, oldest[1] + 1);
  }
  return { newest, knownFrom };
}

/** Whether somebody has posted above a fence, or may have before anything is known. */
function hasPosted({ newest, knownFrom }: Posters, userId: UserId, fence: Sequence): boolean {
  return fence + 1 < knownFrom || (newest.get(userId) ?? 0) > fence;
}

function typistsIn({ typing }: Replica, roomId: RoomId): readonly Typist[] {
  return typing.get(roomId) ?? [];
}

function show(turn: Turn, roomId: RoomId, typists: readonly Typist[]): void {
  const typing = new Map(turn.state.typing);
  if (typists.length === 0) typing.delete(roomId);
  else typing.set(roomId, typists);
  turn.update({ typing });
}
