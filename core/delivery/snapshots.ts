import type { ResetFrame, StreamState } from '../vocabulary/frames.js';
import { roomOfStream, userStream } from '../vocabulary/ids.js';
import type { RoomId, StreamName, UserId } from '../vocabulary/ids.js';
import { PAGE_MESSAGES_MAX } from '../vocabulary/limits.js';
import { NOTHING_POSTED } from '../vocabulary/reading.js';
import type { Snapshot } from '../../ports/store.js';
import type { KnownMembers } from './known-members.js';

/**
 * A stream's state for one viewer, at the head of the snapshot; null where there is nothing to
 * show.
 */
export async function readReset(
  snapshot: Snapshot,
  members: KnownMembers,
  of: { readonly stream: StreamName; readonly viewerId: UserId },
): Promise<ResetFrame | null> {
  const { stream } = of;
  const seen = await readSeen(snapshot, members, of);
  if (seen === null) return null;
  const head = await snapshot.head(stream);
  return {
    type: 'reset',
    stream,
    epoch: await snapshot.epoch(),
    seq: head.seq,
    digest: head.digest,
    state: seen.state,
    people: await snapshot.people(seen.named),
  };
}

interface Seen {
  readonly state: StreamState;
  readonly named: readonly UserId[];
}

function readSeen(
  snapshot: Snapshot,
  members: KnownMembers,
  { stream, viewerId }: { readonly stream: StreamName; readonly viewerId: UserId },
): Promise<Seen | null> {
  if (stream === userStream(viewerId)) return readUser(snapshot, viewerId);
  const roomId = roomOfStream(stream);
  return roomId === null
    ? readAccount(snapshot, members, viewerId)
    : readRoom(snapshot, members, roomId);
}

async function readUser(snapshot: Snapshot, viewerId: UserId): Promise<Seen> {
  const readings = await snapshot.readingsOf(viewerId);
  return { state: { kind: 'user', readings }, named: [viewerId] };
}

async function readAccount(
  snapshot: Snapshot,
  members: KnownMembers,
  viewerId: UserId,
): Promise<Seen | null> {
  const account = await snapshot.account();
  if (account === null) return null;
  const rooms = await snapshot.roomsOf(viewerId);
  const peopleCount = await members.people(snapshot);
  return { state: { kind: 'account', name: account.name, rooms, peopleCount }, named: [viewerId] };
}

async function readRoom(
  snapshot: Snapshot,
  known: KnownMembers,
  roomId: RoomId,
): Promise<Seen | null> {
  const room = await snapshot.room(roomId);
  if (room === null) return null;
  const page = await snapshot.page(roomId, { at: 'newest' }, PAGE_MESSAGES_MAX);
  const members = await known.ofRoom(snapshot, roomId);
  const named = new Set([room.creatorId, ...page.messages.map((message) => message.authorId)]);
  const { messages, olderExist } = page;
  const latest = (await snapshot.latestOf([roomId]))[0]?.latest ?? NOTHING_POSTED;
  return {
    state: { kind: 'room', room, messages, olderExist, members, latest },
    named: [...named].sort((a, b) => a - b),
  };
}
