import { sql } from 'kysely';
import type { MessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import { UNREAD_COUNT_MAX } from '../../../core/vocabulary/limits.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { Involvement } from '../../../core/vocabulary/reading.js';
import { query } from '../query.js';

interface Membership {
  readonly roomId: RoomId;
  readonly userId: UserId;
}

export const selectReading = query<Membership>()((db, { roomId, userId }) =>
  db
    .selectFrom('memberships')
    .select(['read_generation', 'read_seq', 'involvement'])
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId),
);

export const selectReadingsOf = query<{ userId: UserId }>()((db, { userId }) =>
  db
    .selectFrom('memberships')
    .select(['room_id', 'read_generation', 'read_seq', 'involvement'])
    .where('user_id', '=', userId)
    .orderBy('room_id'),
);

export const updateReadPosition = query<Membership & { generation: number; seq: Sequence }>()(
  (db, { roomId, userId, generation, seq }) =>
    db
      .updateTable('memberships')
      .set({ read_generation: generation, read_seq: seq })
      .where('room_id', '=', roomId)
      .where('user_id', '=', userId),
);

export const updateInvolvement = query<Membership & { involvement: Involvement }>()(
  (db, { roomId, userId, involvement }) =>
    db
      .updateTable('memberships')
      .set({ involvement })
      .where('room_id', '=', roomId)
      .where('user_id', '=', userId),
);

export const selectMentionsAfter = query<Membership & { after: Sequence }>()(
  (db, { roomId, userId, after }) =>
    db
      .selectFrom('mentions')
      .select('seq')
      .where('user_id', '=', userId)
      .where('room_id', '=', roomId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(UNREAD_COUNT_MAX),
);

/** Mentions above the read position in every room of a person. */
export const selectUnreadMentions = query<{ userId: UserId }>()((db, { userId }) =>
  db
    .selectFrom('mentions')
    .innerJoin('memberships', (join) =>
      join
        .onRef('memberships.room_id', '=', 'mentions.room_id')
        .onRef('memberships.user_id', '=', 'mentions.user_id'),
    )
    .select(['mentions.room_id', 'mentions.seq'])
    .where('mentions.user_id', '=', userId)
    .whereRef('mentions.seq', '>', 'memberships.read_seq')
    .orderBy('mentions.room_id')
    .orderBy('mentions.seq'),
);

export const selectMentionedBy = query<{ messageId: MessageId }>()((db, { messageId }) =>
  db
    .selectFrom('mentions')
    .select('user_id')
    .where('message_id', '=', messageId)
    .orderBy('user_id'),
);

export const insertMention = query<{
  messageId: MessageId;
  userId: UserId;
  roomId: RoomId;
  seq: Sequence;
}>()((db, { messageId, userId, roomId, seq }) =>
  db
    .insertInto('mentions')
    .values({ message_id: messageId, user_id: userId, room_id: roomId, seq }),
);

export const deleteMention = query<{ messageId: MessageId; userId: UserId }>()(
  (db, { messageId, userId }) =>
    db.deleteFrom('mentions').where('message_id', '=', messageId).where('user_id', '=', userId),
);

/**
 * By name first: a join would let SQLite begin with all members of the room.
 *
 * @param names - a JSON list.
 */
export const selectMembersNamed = query<{ roomId: RoomId; names: string }>()(
  (db, { roomId, names }) =>
    db
      .selectFrom('people')
      .select(['people.id', 'people.name'])
      .where(sql<boolean>`people.name collate nocase in (select value from json_each(${names}))`)
      .where(
        sql<boolean>`exists (select 1 from memberships m
          where m.room_id = ${roomId} and m.user_id = people.id)`,
      )
      .orderBy('people.id'),
);

/** @param ids - a JSON list. */
export const selectLatestOf = query<{ ids: string }>()((db, { ids }) =>
  db
    .selectFrom('rooms')
    .innerJoin('streams', (join) => join.on(sql<boolean>`streams.stream = 'room:' || rooms.id`))
    .select([
      'rooms.id',
      'streams.seq as head',
      'rooms.latest_seq',
      'rooms.latest_author_id',
      'rooms.latest_other_seq',
    ])
    .where(sql<boolean>`rooms.id in (select value from json_each(${ids}))`)
    .orderBy('rooms.id'),
);

/** A message is the newest of its room from now on. */
export const raiseLatest = query<{ roomId: RoomId; seq: Sequence; authorId: UserId }>()(
  (db, { roomId, seq, authorId }) =>
    db
      .updateTable('rooms')
      .set({
        latest_seq: seq,
        latest_author_id: authorId,
        latest_other_seq: sql<Sequence>`case when latest_author_id is ${authorId}
          then latest_other_seq else latest_seq end`,
      })
      .where('id', '=', roomId),
);

export const selectNewestLive = query<{ roomId: RoomId }>()((db, { roomId }) =>
  db
    .selectFrom('messages')
    .select(['seq', 'author_id'])
    .where('room_id', '=', roomId)
    .where('body', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1),
);

export const selectNewestLiveByOthers = query<{ roomId: RoomId; authorId: UserId }>()(
  (db, { roomId, authorId }) =>
    db
      .selectFrom('messages')
      .select('seq')
      .where('room_id', '=', roomId)
      .where('body', 'is not', null)
      .where('author_id', '<>', authorId)
      .orderBy('seq', 'desc')
      .limit(1),
);

export const updateLatest = query<{
  roomId: RoomId;
  seq: Sequence;
  authorId: UserId | null;
  otherSeq: Sequence;
}>()((db, { roomId, seq, authorId, otherSeq }) =>
  db
    .updateTable('rooms')
    .set({ latest_seq: seq, latest_author_id: authorId, latest_other_seq: otherSeq })
    .where('id', '=', roomId),
);
