import { sql } from 'kysely';
import type { MessageId, RoomId, StreamName, UserId } from '../../../core/vocabulary/ids.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import { query } from '../query.js';

/**
 * The audit's own statements. None is shared with what reads and writes in earnest, so that a
 * mistake there is none here.
 */

interface After {
  readonly after: number;
  readonly limit: number;
}

type OfPerson = After & { readonly userId: UserId };
type InStream = After & { readonly stream: StreamName };

export const peopleAfter = query<After>()((db, { after, limit }) =>
  db
    .selectFrom('people')
    .select('id')
    .where('id', '>', after as UserId)
    .orderBy('id')
    .limit(limit),
);

export const membershipsAfter = query<OfPerson>()((db, { userId, after, limit }) =>
  db
    .selectFrom('memberships')
    .select(['room_id', 'since_seq', 'read_generation', 'read_seq', 'involvement'])
    .where('user_id', '=', userId)
    .where('room_id', '>', after as RoomId)
    .orderBy('room_id')
    .limit(limit),
);

export const nthRoomAfter = query<{ userId: UserId; after: number; passed: number }>()(
  (db, { userId, after, passed }) =>
    db
      .selectFrom('memberships')
      .select('room_id')
      .where('user_id', '=', userId)
      .where('room_id', '>', after as RoomId)
      .orderBy('room_id')
      .limit(1)
      .offset(passed),
);

export const mentionsAfter = query<OfPerson & { readonly seq: Sequence }>()(
  (db, { userId, after, seq, limit }) =>
    db
      .selectFrom('mentions')
      .select(['room_id', 'seq'])
      .where('user_id', '=', userId)
      .where(sql<boolean>`(room_id, seq) > (${after}, ${seq})`)
      .orderBy('room_id')
      .orderBy('seq')
      .limit(limit),
);

/** Data that is no JSON says nothing: to find that out is the examination's part. */
function told<Value>(path: string) {
  const value = sql`json_extract(data, ${sql.lit(path)})`;
  return sql<Value | null>`case when json_valid(data) then ${value} end`;
}

export const toldToPerson = query<InStream>()((db, { stream, after, limit }) =>
  db
    .selectFrom('events')
    .select(['seq', 'kind'])
    .select([
      told<RoomId>('$.roomId').as('room_id'),
      told<number>('$.read.generation').as('generation'),
      told<Sequence>('$.read.seq').as('read_seq'),
      told<string>('$.involvement').as('involvement'),
      told<Sequence>('$.seq').as('mention'),
    ])
    .where('stream', '=', stream)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit),
);

export const roomsAfter = query<After>()((db, { after, limit }) =>
  db
    .selectFrom('rooms')
    .select('id')
    .where('id', '>', after as RoomId)
    .orderBy('id')
    .limit(limit),
);

export const latestOfRoom = query<{ roomId: RoomId }>()((db, { roomId }) =>
  db
    .selectFrom('rooms')
    .select(['latest_seq', 'latest_author_id', 'latest_other_seq'])
    .where('id', '=', roomId),
);

export const toldInRoom = query<InStream>()((db, { stream, after, limit }) =>
  db
    .selectFrom('events')
    .select(['seq', 'kind', 'actor', told<MessageId>('$.messageId').as('message_id')])
    .where('stream', '=', stream)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit),
);

export const toldInRoomBefore = query<{ stream: StreamName; before: Sequence; limit: number }>()(
  (db, { stream, before, limit }) =>
    db
      .selectFrom('events')
      .select(['seq', 'kind', 'actor', told<MessageId>('$.messageId').as('message_id')])
      .where('stream', '=', stream)
      .where('seq', '<', before)
      .orderBy('seq', 'desc')
      .limit(limit),
);
