import type { ClientMessageId, MessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { query } from '../query.js';

const MESSAGE = [
  'id',
  'room_id',
  'author_id',
  'client_message_id',
  'request_hash',
  'seq',
  'posted_at',
  'revision',
  'changed_at',
  'body',
  'salt',
] as const;

export const selectMessage = query<{ id: MessageId }>()((db, { id }) =>
  db.selectFrom('messages').select(MESSAGE).where('id', '=', id),
);

export const selectMessageByKey = query<{ authorId: UserId; key: ClientMessageId }>()(
  (db, { authorId, key }) =>
    db
      .selectFrom('messages')
      .select(MESSAGE)
      .where('author_id', '=', authorId)
      .where('client_message_id', '=', key),
);

interface Place {
  readonly roomId: RoomId;
  readonly seq: Sequence;
  readonly limit: number;
}

/** Live messages before a sequence, newest first. */
export const selectOlder = query<Place>()((db, { roomId, seq, limit }) =>
  db
    .selectFrom('messages')
    .select(MESSAGE)
    .where('room_id', '=', roomId)
    .where('body', 'is not', null)
    .where('seq', '<', seq)
    .orderBy('seq', 'desc')
    .limit(limit),
);

/** Live messages from a sequence on, oldest first. */
export const selectNewer = query<Place>()((db, { roomId, seq, limit }) =>
  db
    .selectFrom('messages')
    .select(MESSAGE)
    .where('room_id', '=', roomId)
    .where('body', 'is not', null)
    .where('seq', '>=', seq)
    .orderBy('seq')
    .limit(limit),
);

export const selectBetween = query<{ roomId: RoomId; from: Sequence; to: Sequence }>()(
  (db, { roomId, from, to }) =>
    db
      .selectFrom('messages')
      .select(MESSAGE)
      .where('room_id', '=', roomId)
      .where('body', 'is not', null)
      .where('seq', '>=', from)
      .where('seq', '<=', to)
      .orderBy('seq'),
);

export const insertMessage = query<{
  roomId: RoomId;
  authorId: UserId;
  clientMessageId: ClientMessageId | null;
  requestHash: string | null;
  seq: Sequence;
  at: Instant;
  body: string;
  salt: string;
}>()((db, values) =>
  db.insertInto('messages').values({
    room_id: values.roomId,
    author_id: values.authorId,
    client_message_id: values.clientMessageId,
    request_hash: values.requestHash,
    seq: values.seq,
    posted_at: values.at,
    changed_at: values.seq,
    body: values.body,
    salt: values.salt,
  }),
);

export const reviseMessage = query<{
  id: MessageId;
  body: string;
  salt: string;
  changedAt: Sequence;
}>()((db, { id, body, salt, changedAt }) =>
  db
    .updateTable('messages')
    .set((eb) => ({ body, salt, changed_at: changedAt, revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('body', 'is not', null),
);

export const buryMessage = query<{ id: MessageId; changedAt: Sequence }>()(
  (db, { id, changedAt }) =>
    db
      .updateTable('messages')
      .set({ body: null, salt: null, changed_at: changedAt })
      .where('id', '=', id)
      .where('body', 'is not', null),
);
