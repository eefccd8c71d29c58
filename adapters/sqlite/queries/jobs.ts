import { sql } from 'kysely';
import type { JobId } from '../../../core/vocabulary/ids.js';
import { query } from '../query.js';

interface Claim {
  readonly id: JobId;
  readonly fence: number;
}

/** @param kinds - a JSON list. */
export const selectWaitingJobs = query<{ kinds: string; limit: number }>()((db, values) =>
  db
    .selectFrom('jobs')
    .select(['id', 'kind', 'cause', 'payload', 'fence', 'is_held', 'wait_ms'])
    .where('failure', 'is', null)
    .where(sql<boolean>`kind in (select value from json_each(${values.kinds}))`)
    .orderBy('fence')
    .orderBy('id')
    .limit(values.limit),
);

export const selectHeldJob = query<Claim>()((db, { id, fence }) =>
  db
    .selectFrom('jobs')
    .select('id')
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('is_held', '=', 1),
);

export const countJobs = query<{ atMost: number }>()((db, { atMost }) =>
  db.selectNoFrom([
    sql<number>`(select count(*) from
        (select 1 from jobs where failure is null limit ${atMost}))`.as('waiting'),
    sql<number>`(select count(*) from
        (select 1 from jobs where failure is not null limit ${atMost}))`.as('dead'),
  ]),
);

export const selectDeadJobs = query<{ limit: number }>()((db, { limit }) =>
  db
    .selectFrom('jobs')
    .select(['id', 'kind', 'cause', 'payload', 'fence', 'failure'])
    .where('failure', 'is not', null)
    .orderBy('id', 'desc')
    .limit(limit),
);

export const insertJob = query<{ kind: string; cause: string; payload: string }>()((db, job) =>
  db
    .insertInto('jobs')
    .values({ kind: job.kind, cause: job.cause, payload: job.payload })
    .onConflict((oc) => oc.doNothing()),
);

export const claimJob = query<Claim>()((db, { id, fence }) =>
  db
    .updateTable('jobs')
    .set((eb) => ({ fence: eb('fence', '+', 1), is_held: 1, wait_ms: 0 }))
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('failure', 'is', null),
);

export const deleteJob = query<Claim>()((db, { id, fence }) =>
  db.deleteFrom('jobs').where('id', '=', id).where('fence', '=', fence).where('is_held', '=', 1),
);

export const advanceJob = query<Claim & { payload: string }>()((db, { id, fence, payload }) =>
  db
    .updateTable('jobs')
    .set({ payload })
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('is_held', '=', 1),
);

export const releaseJob = query<Claim & { waitMs: number }>()((db, { id, fence, waitMs }) =>
  db
    .updateTable('jobs')
    .set({ is_held: 0, wait_ms: waitMs })
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('is_held', '=', 1),
);

export const buryJob = query<Claim & { failure: string }>()((db, { id, fence, failure }) =>
  db
    .updateTable('jobs')
    .set({ is_held: 0, failure })
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('is_held', '=', 1),
);

/** Those that nobody holds, the oldest first. */
export const buryOldestJobs = query<{ limit: number; failure: string }>()(
  (db, { limit, failure }) =>
    db
      .updateTable('jobs')
      .set({ failure })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('jobs')
          .select('id')
          .where('failure', 'is', null)
          .where('is_held', '=', 0)
          .orderBy('id')
          .limit(limit),
      ),
);

export const deleteOldestDeadJobs = query<{ kept: number }>()((db, { kept }) =>
  db
    .deleteFrom('jobs')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('jobs')
        .select('id')
        .where('failure', 'is not', null)
        .orderBy('id', 'desc')
        .limit(-1)
        .offset(kept),
    ),
);
