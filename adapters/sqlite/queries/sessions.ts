import type { SessionId, UserId } from '../../../core/vocabulary/ids.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { query } from '../query.js';

const SESSION = [
  'id',
  'user_id',
  'created_at',
  'last_active_at',
  'expires_at',
  'ended_at',
] as const;

export const selectSession = query<{ id: SessionId }>()((db, { id }) =>
  db.selectFrom('sessions').select(SESSION).where('id', '=', id),
);

export const selectSessionByTokenHash = query<{ hash: string }>()((db, { hash }) =>
  db.selectFrom('sessions').select(SESSION).where('token_hash', '=', hash),
);

export const insertSession = query<{
  userId: UserId;
  tokenHash: string;
  createdAt: Instant;
  expiresAt: Instant;
  address: string | null;
  userAgent: string | null;
}>()((db, values) =>
  db.insertInto('sessions').values({
    user_id: values.userId,
    token_hash: values.tokenHash,
    created_at: values.createdAt,
    last_active_at: values.createdAt,
    expires_at: values.expiresAt,
    address: values.address,
    user_agent: values.userAgent,
  }),
);

/** Those that no request can come through any more. */
export const deleteDeadSessions = query<{ userId: UserId; at: Instant }>()((db, { userId, at }) =>
  db
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where((eb) => eb.or([eb('ended_at', 'is not', null), eb('expires_at', '<=', at)])),
);

export const deleteOldestSessions = query<{ userId: UserId; kept: number }>()(
  (db, { userId, kept }) =>
    db
      .deleteFrom('sessions')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('sessions')
          .select('id')
          .where('user_id', '=', userId)
          .orderBy('id', 'desc')
          .limit(-1)
          .offset(kept),
      ),
);

export const updateSession = query<{
  id: SessionId;
  lastActiveAt: Instant;
  expiresAt: Instant;
}>()((db, { id, lastActiveAt, expiresAt }) =>
  db
    .updateTable('sessions')
    .set({ last_active_at: lastActiveAt, expires_at: expiresAt })
    .where('id', '=', id),
);

/** The first end counts. */
export const endSession = query<{ id: SessionId; endedAt: Instant }>()((db, { id, endedAt }) =>
  db
    .updateTable('sessions')
    .set({ ended_at: endedAt })
    .where('id', '=', id)
    .where('ended_at', 'is', null),
);

export const countFailedSignIns = query<{ address: string; since: Instant }>()(
  (db, { address, since }) =>
    db
      .selectFrom('failed_sign_ins')
      .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('at').as('oldest_at')])
      .where('address', '=', address)
      .where('at', '>=', since),
);

export const insertFailedSignIn = query<{ address: string; at: Instant }>()((db, values) =>
  db.insertInto('failed_sign_ins').values({ address: values.address, at: values.at }),
);

export const deleteFailedSignIns = query<{ before: Instant; limit: number }>()(
  (db, { before, limit }) =>
    db
      .deleteFrom('failed_sign_ins')
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('failed_sign_ins')
          .select('id')
          .where('at', '<', before)
          .orderBy('at')
          .orderBy('id')
          .limit(limit),
      ),
);
