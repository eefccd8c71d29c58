import { sql } from 'kysely';
import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { RoomKind } from '../../../core/vocabulary/rooms.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { query } from '../query.js';

const OPEN: RoomKind = 'open';

const headOfRoom = sql<Sequence>`coalesce(
  (select s.seq from streams s where s.stream = 'room:' || rooms.id), 0)`;

export const selectRoom = query<{ id: RoomId }>()((db, { id }) =>
  db
    .selectFrom('rooms')
    .select(['id', 'name', 'kind', 'creator_id', 'changed_at'])
    .where('id', '=', id),
);

export const selectMembership = query<{ roomId: RoomId; userId: UserId }>()(
  (db, { roomId, userId }) =>
    db
      .selectFrom('memberships')
      .select('user_id')
      .where('room_id', '=', roomId)
      .where('user_id', '=', userId),
);

export const selectMemberIds = query<{ roomId: RoomId }>()((db, { roomId }) =>
  db.selectFrom('memberships').select('user_id').where('room_id', '=', roomId).orderBy('user_id'),
);

export const countMembers = query<{ roomId: RoomId }>()((db, { roomId }) =>
  db
    .selectFrom('memberships')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('room_id', '=', roomId),
);

export const selectRoomsOf = query<{ userId: UserId }>()((db, { userId }) =>
  db
    .selectFrom('memberships')
    .innerJoin('rooms', 'rooms.id', 'memberships.room_id')
    .leftJoin('streams', (join) => join.on(sql<boolean>`streams.stream = 'room:' || rooms.id`))
    .select([
      'rooms.id',
      'rooms.name',
      'rooms.kind',
      'streams.seq as head',
      'rooms.latest_seq',
      'rooms.latest_author_id',
      'rooms.latest_other_seq',
    ])
    .where('memberships.user_id', '=', userId)
    .orderBy('rooms.id'),
);

export const insertRoom = query<{
  name: string;
  creatorId: UserId;
  createdAt: Instant;
  changedAt: Sequence;
}>()((db, { name, creatorId, createdAt, changedAt }) =>
  db.insertInto('rooms').values({
    name,
    kind: OPEN,
    creator_id: creatorId,
    created_at: createdAt,
    changed_at: changedAt,
  }),
);

export const updateRoomName = query<{ id: RoomId; name: string; changedAt: Sequence }>()(
  (db, { id, name, changedAt }) =>
    db.updateTable('rooms').set({ name, changed_at: changedAt }).where('id', '=', id),
);

export const insertEveryone = query<{ roomId: RoomId; at: Instant }>()((db, { roomId, at }) =>
  db
    .insertInto('memberships')
    .columns(['room_id', 'user_id', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('people')
        .select([eb.val(roomId).as('room_id'), 'id', eb.val(at).as('created_at')])
        .where((where) => where.not(isMember(roomId)))
        .orderBy('id'),
    ),
);

export const insertIntoOpenRooms = query<{ userId: UserId; at: Instant }>()((db, { userId, at }) =>
  db
    .insertInto('memberships')
    .columns(['room_id', 'user_id', 'created_at', 'since_seq', 'read_seq'])
    .expression((eb) =>
      eb
        .selectFrom('rooms')
        .select([
          'id',
          eb.val(userId).as('user_id'),
          eb.val(at).as('created_at'),
          headOfRoom.as('since_seq'),
          headOfRoom.as('read_seq'),
        ])
        .where('kind', '=', OPEN)
        .where((where) => where.not(hasMember(userId)))
        .orderBy('id'),
    ),
);

function isMember(roomId: RoomId) {
  return sql<boolean>`exists (
    select 1 from memberships m where m.room_id = ${roomId} and m.user_id = people.id)`;
}

function hasMember(userId: UserId) {
  return sql<boolean>`exists (
    select 1 from memberships m where m.room_id = rooms.id and m.user_id = ${userId})`;
}
