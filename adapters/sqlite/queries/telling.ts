import { sql } from 'kysely';
import type {
  MessageId,
  RoomId,
  SessionId,
  SubscriptionId,
  UserId,
} from '../../../core/vocabulary/ids.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { query } from '../query.js';

const SUBSCRIPTION = ['id', 'user_id', 'session_id', 'endpoint', 'p256dh', 'auth'] as const;

export const selectSubscription = query<{ id: SubscriptionId }>()((db, { id }) =>
  db.selectFrom('push_subscriptions').select(SUBSCRIPTION).where('id', '=', id),
);

export const selectSubscriptionsOf = query<{ userId: UserId }>()((db, { userId }) =>
  db
    .selectFrom('push_subscriptions')
    .select(SUBSCRIPTION)
    .where('user_id', '=', userId)
    .orderBy('id'),
);

export const insertSubscription = query<{
  userId: UserId;
  sessionId: SessionId | 0;
  endpoint: string;
  p256dh: string;
  auth: string;
  createdAt: Instant;
}>()((db, values) =>
  db.insertInto('push_subscriptions').values({
    user_id: values.userId,
    session_id: values.sessionId,
    endpoint: values.endpoint,
    p256dh: values.p256dh,
    auth: values.auth,
    created_at: values.createdAt,
  }),
);

/** Whosever it is. */
export const deleteEndpoint = query<{ endpoint: string }>()((db, { endpoint }) =>
  db.deleteFrom('push_subscriptions').where('endpoint', '=', endpoint),
);

export const deleteEndpointOf = query<{ userId: UserId; endpoint: string }>()(
  (db, { userId, endpoint }) =>
    db
      .deleteFrom('push_subscriptions')
      .where('endpoint', '=', endpoint)
      .where('user_id', '=', userId),
);

export const deleteSubscription = query<{ id: SubscriptionId }>()((db, { id }) =>
  db.deleteFrom('push_subscriptions').where('id', '=', id),
);

export const deleteSubscriptionsOfSession = query<{ sessionId: SessionId }>()((db, { sessionId }) =>
  db.deleteFrom('push_subscriptions').where('session_id', '=', sessionId),
);

/** Those of sessions that are forgotten by now. */
export const deleteOrphanedSubscriptions = query<{ userId: UserId }>()((db, { userId }) =>
  db
    .deleteFrom('push_subscriptions')
    .where('user_id', '=', userId)
    .where('session_id', '<>', 0)
    .where('session_id', 'not in', (eb) =>
      eb.selectFrom('sessions').select('sessions.id').where('sessions.user_id', '=', userId),
    ),
);

export const deleteOldestOfSession = query<{
  userId: UserId;
  sessionId: SessionId | 0;
  kept: number;
}>()((db, { userId, sessionId, kept }) =>
  db
    .deleteFrom('push_subscriptions')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('push_subscriptions')
        .select('id')
        .where('user_id', '=', userId)
        .where('session_id', '=', sessionId)
        .orderBy('id', 'desc')
        .limit(-1)
        .offset(kept),
    ),
);

export const deleteOldestOfPerson = query<{ userId: UserId; kept: number }>()(
  (db, { userId, kept }) =>
    db
      .deleteFrom('push_subscriptions')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('push_subscriptions')
          .select('id')
          .where('user_id', '=', userId)
          .orderBy('id', 'desc')
          .limit(-1)
          .offset(kept),
      ),
);

const CANDIDATE = [
  'memberships.user_id',
  'memberships.involvement',
  'memberships.read_generation',
  'memberships.read_seq',
  sql<0 | 1>`exists (select 1 from mentions where mentions.message_id = messages.id
    and mentions.user_id = memberships.user_id)`.as('is_mentioned'),
  sql<0 | 1>`exists (select 1 from notices where notices.message_id = messages.id
    and notices.user_id = memberships.user_id)`.as('is_told'),
] as const;

/** By the few who want everything and the few who are mentioned, never by every member. */
export const selectCandidates = query<{ messageId: MessageId; after: number; limit: number }>()(
  (db, { messageId, after, limit }) =>
    db
      .selectFrom('messages')
      .innerJoin('memberships', 'memberships.room_id', 'messages.room_id')
      .select(CANDIDATE)
      .where('messages.id', '=', messageId)
      .where(
        sql<boolean>`memberships.user_id in (
          select e.user_id from memberships e
            where e.room_id = messages.room_id and e.involvement = 'everything'
          union select n.user_id from mentions n where n.message_id = messages.id)`,
      )
      .where(sql<boolean>`memberships.user_id > ${after}`)
      .where(
        sql<boolean>`exists (select 1 from push_subscriptions
          where push_subscriptions.user_id = memberships.user_id)`,
      )
      .orderBy('memberships.user_id')
      .limit(limit),
);

export const selectCandidate = query<{ messageId: MessageId; userId: UserId }>()(
  (db, { messageId, userId }) =>
    db
      .selectFrom('messages')
      .innerJoin('memberships', 'memberships.room_id', 'messages.room_id')
      .select(CANDIDATE)
      .where('messages.id', '=', messageId)
      .where('memberships.user_id', '=', userId),
);

export const selectTold = query<{ messageId: MessageId; after: number; limit: number }>()(
  (db, { messageId, after, limit }) =>
    db
      .selectFrom('notices')
      .select('user_id')
      .where('message_id', '=', messageId)
      .where('is_open', '=', 1)
      .where(sql<boolean>`user_id > ${after}`)
      .orderBy('user_id')
      .limit(limit),
);

export const insertNotice = query<{
  messageId: MessageId;
  userId: UserId;
  roomId: RoomId;
  seq: Sequence;
}>()((db, { messageId, userId, roomId, seq }) =>
  db
    .insertInto('notices')
    .values({ message_id: messageId, user_id: userId, room_id: roomId, seq })
    .onConflict((oc) => oc.doNothing()),
);

export const closeNotices = query<{ userId: UserId; roomId: RoomId; upTo: Sequence }>()(
  (db, { userId, roomId, upTo }) =>
    db
      .updateTable('notices')
      .set({ is_open: 0 })
      .where('user_id', '=', userId)
      .where('room_id', '=', roomId)
      .where('seq', '<=', upTo)
      .where('is_open', '=', 1),
);
