import { sql } from 'kysely';
import type { ProfileId, Term } from '../../../core/vocabulary/fence.js';
import type { SessionId, UserId } from '../../../core/vocabulary/ids.js';
import { query } from '../query.js';

interface Holder {
  userId: UserId;
  sessionId: SessionId | 0;
}

export const selectTerm = query<Holder & { profile: ProfileId }>()(
  (db, { userId, sessionId, profile }) =>
    db
      .selectFrom('terms')
      .select('term')
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('profile', '=', profile),
);

/** The highest term of a holder is never deleted, so the next one was never given out before. */
export const upsertNextTerm = query<Holder & { profile: ProfileId }>()(
  (db, { userId, sessionId, profile }) =>
    db
      .insertInto('terms')
      .columns(['user_id', 'session_id', 'profile', 'term'])
      .expression((eb) =>
        eb
          .selectFrom('terms')
          .select([
            sql<UserId>`${userId}`.as('user_id'),
            sql<SessionId | 0>`${sessionId}`.as('session_id'),
            sql<ProfileId>`${profile}`.as('profile'),
            sql<Term>`coalesce(max(term), 0) + 1`.as('term'),
          ])
          .where('user_id', '=', userId)
          .where('session_id', '=', sessionId),
      )
      .onConflict((oc) =>
        oc
          .columns(['user_id', 'session_id', 'profile'])
          .doUpdateSet((eb) => ({ term: eb.ref('excluded.term') })),
      )
      .returning('term'),
);

export const deleteOldestTerms = query<Holder & { kept: number }>()(
  (db, { userId, sessionId, kept }) =>
    db
      .deleteFrom('terms')
      .where('user_id', '=', userId)
      .where('session_id', '=', sessionId)
      .where('profile', 'in', (eb) =>
        eb
          .selectFrom('terms')
          .select('profile')
          .where('user_id', '=', userId)
          .where('session_id', '=', sessionId)
          .orderBy('term', 'desc')
          .limit(-1)
          .offset(kept),
      ),
);

/** Those of sessions that are forgotten by now. */
export const deleteOrphanedTerms = query<{ userId: UserId }>()((db, { userId }) =>
  db
    .deleteFrom('terms')
    .where('user_id', '=', userId)
    .where('session_id', '<>', 0)
    .where('session_id', 'not in', (eb) =>
      eb.selectFrom('sessions').select('id').where('user_id', '=', userId),
    ),
);
