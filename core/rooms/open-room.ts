import type { Digest } from '../../ports/digest.js';
import type { Tx } from '../../ports/store.js';
import { appendEvent } from '../streams/append.js';
import { assert } from '../vocabulary/assert.js';
import type { RoomChanged } from '../vocabulary/commands.js';
import { roomStream, type UserId } from '../vocabulary/ids.js';
import type { Instant } from '../vocabulary/time.js';

/** Sequence of the event that begins every room. */
const FIRST_SEQUENCE = 1;

/** Inserts an open room with everyone in it, and tells the room and the account. */
export async function openRoom(
  tx: Tx,
  digest: Digest,
  opening: { readonly name: string; readonly creatorId: UserId; readonly at: Instant },
): Promise<RoomChanged> {
  const { name, creatorId, at } = opening;
  const common = { at, actor: creatorId, content: null };
  const roomId = await tx.insertRoom({ name, creatorId, createdAt: at, changedAt: FIRST_SEQUENCE });
  await tx.admitEveryone(roomId, at);
  const stream = roomStream(roomId);
  const { seq } = await appendEvent(tx, digest, {
    ...common,
    stream,
    kind: 'room.created',
    data: { roomId, name, kind: 'open' },
  });
  assert(seq === FIRST_SEQUENCE, 'a new room has an empty stream');
  await appendEvent(tx, digest, {
    ...common,
    stream: 'account',
    kind: 'room.opened',
    data: { roomId, name, kind: 'open', requires: { stream, seq } },
  });
  return { roomId, seq };
}
