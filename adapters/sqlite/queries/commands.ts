import { sql } from 'kysely';
import type { CommandKey, UserId } from '../../../core/vocabulary/ids.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { query } from '../query.js';

export const selectCommand = query<{ authorId: UserId; key: CommandKey }>()(
  (db, { authorId, key }) =>
    db
      .selectFrom('commands')
      .select(['request_hash', 'outcome'])
      .where('author_id', '=', authorId)
      .where('key', '=', key),
);

export const insertCommand = query<{
  authorId: UserId;
  key: CommandKey;
  requestHash: string;
  outcome: string;
  at: Instant;
}>()((db, { authorId, key, requestHash, outcome, at }) =>
  db
    .insertInto('commands')
    .values({ author_id: authorId, key, request_hash: requestHash, outcome, at }),
);

export const deleteCommands = query<{ before: Instant; limit: number }>()((db, { before, limit }) =>
  db.deleteFrom('commands').where(
    sql<boolean>`(author_id, key) in (
        select author_id, key from commands where at < ${before}
        order by at, author_id, key limit ${limit})`,
  ),
);
