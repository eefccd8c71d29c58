import type { ResetFrame, StreamState } from '../vocabulary/frames.js';
import { roomOfStream, userStream } from '../vocabulary/ids.js';
import type { StreamName } from '../vocabulary/ids.js';
import { POSITION_DIGEST_CHARACTERS } from '../vocabulary/position.js';
import type { Epoch, Head, Position, Sequence } from '../vocabulary/position.js';
import type { Instant } from '../vocabulary/time.js';
import type { Caller } from '../../ports/auth.js';
import type { Snapshot } from '../../ports/store.js';
import type { KnownMembers } from './known-members.js';
import { readLog } from './read-log.js';
import type { LogRead } from './read-log.js';
import { readReset } from './snapshots.js';
import { readViewer } from './viewer.js';

/** Who asks for a stream, from where on, and what delivery holds of it already. */
export interface JoinRequest {
  readonly caller: Caller;
  readonly at: Instant;
  readonly stream: StreamName;
  readonly position: Position | null;
  /** Whether the events after one sequence up to another need not be read. */
  readonly holds: (after: Sequence, to: Sequence) => boolean;
}

/** What a join found, all of it in one snapshot. */
export type JoinAnswer =
  /** The session is no more. */
  | { readonly kind: 'signedOut' }
  /** The stream does not exist for this viewer. */
  | { readonly kind: 'notFound' }
  /**
   * The position is right and near: go on from it. `read` is null where everything is held already.
   */
  | {
      readonly kind: 'continued';
      readonly epoch: Epoch;
      readonly head: Head;
      readonly read: LogRead | null;
    }
  /** Start anew. Snapshots with the same key hold the same, whoever looks. */
  | { readonly kind: 'reset'; readonly frame: ResetFrame; readonly key: string };

interface JoinMeans {
  readonly members: KnownMembers;
  readonly limits: { readonly replayEventsMax: number; readonly replayBytesMax: number };
}

/** Answers a join as of one snapshot: access, head, position, and the events or the state. */
export async function readJoin(
  snapshot: Snapshot,
  request: JoinRequest,
  means: JoinMeans,
): Promise<JoinAnswer> {
  const { caller, stream } = request;
  if ((await readViewer(snapshot, caller, request.at)) === null) return { kind: 'signedOut' };
  if (!(await mayRead(snapshot, stream, caller))) return { kind: 'notFound' };
  const continued = await readContinuation(snapshot, request, means);
  if (typeof continued === 'object') return continued;
  const of = { stream, viewerId: caller.userId };
  const state = await readReset(snapshot, means.members, of);
  if (state === null) return { kind: 'notFound' };
  const frame: ResetFrame = continued === 'undone' ? { ...state, undone: true } : state;
  const isOfRoom = roomOfStream(stream) !== null;
  const accountHead = isOfRoom ? (await snapshot.head('account')).seq : 0;
  const viewer = isOfRoom ? '' : viewerKey(caller, frame.state);
  const key = `${frame.epoch} ${frame.seq} ${accountHead} ${continued} ${viewer}`;
  return { kind: 'reset', frame, key };
}

/** The account is shown with the heads of rooms, which move while it does not. */
function viewerKey({ userId }: Caller, state: StreamState): string {
  const heads = state.kind === 'account' ? state.rooms.map(({ head }) => head) : [];
  return `${userId} ${heads.join()}`;
}

async function mayRead(
  snapshot: Snapshot,
  stream: StreamName,
  { userId }: Caller,
): Promise<boolean> {
  const roomId = roomOfStream(stream);
  if (roomId === null) return stream === 'account' || stream === userStream(userId);
  return snapshot.isMember(roomId, userId);
}

/** Or why only a snapshot helps: no position, another history, or too far behind. */
async function readContinuation(
  snapshot: Snapshot,
  request: JoinRequest,
  { limits }: JoinMeans,
): Promise<JoinAnswer | 'new' | 'undone' | 'behind'> {
  const { stream, position, holds } = request;
  if (position === null) return 'new';
  const epoch = await snapshot.epoch();
  const head = await snapshot.head(stream);
  if (!(await isOfThisHistory(snapshot, stream, { position, epoch, head }))) {
    return 'undone';
  }
  if (head.seq - position.seq > limits.replayEventsMax) return 'behind';
  if (holds(position.seq, head.seq)) return { kind: 'continued', epoch, head, read: null };
  const read = await readLog(snapshot, { stream, after: position.seq }, limits);
  return read.more ? 'behind' : { kind: 'continued', epoch, head, read };
}

/**
 * A position above the head or with another digest is of another history, whatever its epoch says.
 */
async function isOfThisHistory(
  snapshot: Snapshot,
  stream: StreamName,
  { position, epoch, head }: { position: Position; epoch: Epoch; head: Head },
): Promise<boolean> {
  if (position.epoch !== epoch || position.seq > head.seq) return false;
  const digest = await snapshot.digestAt(stream, position.seq);
  return digest?.slice(0, POSITION_DIGEST_CHARACTERS) === position.digest;
}
