import type { Caller } from '../../ports/auth.js';
import type { PageCursor, Snapshot } from '../../ports/store.js';
import { checkCaller } from '../sessions/check-caller.js';
import { done, refused, type Outcome } from '../vocabulary/errors.js';
import { roomStream, type MessageId, type RoomId } from '../vocabulary/ids.js';
import type { MessagePage } from '../vocabulary/messages.js';
import type { Person } from '../vocabulary/people.js';
import type { Sequence } from '../vocabulary/position.js';
import type { Instant } from '../vocabulary/time.js';

/** Where a page lies, by the message that it lies beside. A deleted one still marks its place. */
export type MessageCursor =
  | { readonly at: 'newest' }
  | { readonly at: 'before' | 'after' | 'around'; readonly messageId: MessageId };

export interface PageRequest {
  readonly roomId: RoomId;
  readonly cursor: MessageCursor;
  /** The client's own position: no page as of an earlier sequence is of use to it. */
  readonly atLeast?: Sequence;
}

/** A page and the people who wrote what is in it, each once. */
export interface PageWithPeople {
  readonly page: MessagePage;
  readonly people: readonly Person[];
}

/** Reads a page: access, head, messages and people as of one snapshot. */
export async function readPage(
  snapshot: Snapshot,
  caller: Caller,
  request: PageRequest & { readonly now: Instant; readonly limit: number },
): Promise<Outcome<PageWithPeople>> {
  const { roomId, atLeast = 0 } = request;
  const person = await checkCaller(snapshot, caller, request.now);
  if (!person.ok) return person;
  if (!(await snapshot.isMember(roomId, caller.userId))) {
    return refused('not_found', 'There is no such room.');
  }
  const { seq: asOf, digest } = await snapshot.head(roomStream(roomId));
  if (atLeast > asOf) return refused('stale_position', 'This position is not known here.');
  const cursor = await place(snapshot, request);
  if (!cursor.ok) return cursor;
  const stored = await snapshot.page(roomId, cursor.value, request.limit);
  const authors = [...new Set(stored.messages.map((message) => message.authorId))];
  const page = { roomId, asOf, digest, ...stored };
  return done({ page, people: await snapshot.people(authors) });
}

async function place(snapshot: Snapshot, request: PageRequest): Promise<Outcome<PageCursor>> {
  const { cursor, roomId } = request;
  if (cursor.at === 'newest') return done(cursor);
  const record = await snapshot.message(cursor.messageId);
  if (record?.message.roomId !== roomId) return refused('not_found', 'There is no such message.');
  return done({ at: cursor.at, seq: record.message.seq });
}
