import type { Epoch } from '../vocabulary/position.js';
import type { RoomSummary } from '../vocabulary/rooms.js';
import type { Instant } from '../vocabulary/time.js';
import type { Caller } from '../../ports/auth.js';
import type { Snapshot } from '../../ports/store.js';
import { readViewer } from './viewer.js';
import type { Viewer } from './viewer.js';

/** What a connection is told first. */
export interface Greeting {
  readonly viewer: Viewer;
  readonly epoch: Epoch;
  readonly rooms: readonly RoomSummary[];
}

/** Reads it in one snapshot; null when the session is no more. */
export async function readGreeting(
  snapshot: Snapshot,
  caller: Caller,
  at: Instant,
): Promise<Greeting | null> {
  const viewer = await readViewer(snapshot, caller, at);
  if (viewer === null) return null;
  const epoch = await snapshot.epoch();
  const rooms = await snapshot.roomsOf(caller.userId);
  return { viewer, epoch, rooms };
}
