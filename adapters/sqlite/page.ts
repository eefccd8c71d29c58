import { assertNever } from '../../core/vocabulary/assert.js';
import type { RoomId } from '../../core/vocabulary/ids.js';
import type { Sequence } from '../../core/vocabulary/position.js';
import type { PageCursor, StoredPage } from '../../ports/store.js';
import { selectNewer, selectOlder } from './queries/messages.js';
import { messageOf } from './rows.js';
import type { Scope } from './scope.js';

interface PageRequest {
  readonly roomId: RoomId;
  readonly cursor: PageCursor;
  readonly limit: number;
}

/** Reads the live messages beside or around a place, and whether there are more on either side. */
export async function readPage(scope: Scope, request: PageRequest): Promise<StoredPage> {
  const { roomId, cursor, limit } = request;
  const older = (seq: Sequence, count: number) => readOlder(scope, { roomId, seq, limit: count });
  const newer = (seq: Sequence, count: number) => readNewer(scope, { roomId, seq, limit: count });
  switch (cursor.at) {
    case 'newest': {
      const side = await older(Number.MAX_SAFE_INTEGER, limit);
      return { messages: side.messages, olderExist: side.more, newerExist: false };
    }
    case 'before': {
      const side = await older(cursor.seq, limit);
      const rest = await newer(cursor.seq, 0);
      return { messages: side.messages, olderExist: side.more, newerExist: rest.more };
    }
    case 'after': {
      const side = await newer(cursor.seq + 1, limit);
      const rest = await older(cursor.seq + 1, 0);
      return { messages: side.messages, olderExist: rest.more, newerExist: side.more };
    }
    case 'around':
      return around(scope, request, cursor.seq);
    default:
      return assertNever(cursor);
  }
}

/** The message itself, if it is live, and up to the limit on either side of it. */
async function around(
  scope: Scope,
  { roomId, limit }: PageRequest,
  seq: Sequence,
): Promise<StoredPage> {
  const before = await readOlder(scope, { roomId, seq, limit });
  const here = await readNewer(scope, { roomId, seq, limit: 1 });
  const after = await readNewer(scope, { roomId, seq: seq + 1, limit });
  const itself = here.messages.filter((message) => message.seq === seq);
  const messages = [...before.messages, ...itself, ...after.messages];
  return { messages, olderExist: before.more, newerExist: after.more };
}

interface Place {
  readonly roomId: RoomId;
  readonly seq: Sequence;
  readonly limit: number;
}

async function readOlder(scope: Scope, place: Place) {
  const rows = await scope.all(selectOlder, { ...place, limit: place.limit + 1 });
  const messages = rows.slice(0, place.limit).map(messageOf).reverse();
  return { messages, more: rows.length > place.limit };
}

async function readNewer(scope: Scope, place: Place) {
  const rows = await scope.all(selectNewer, { ...place, limit: place.limit + 1 });
  return { messages: rows.slice(0, place.limit).map(messageOf), more: rows.length > place.limit };
}
