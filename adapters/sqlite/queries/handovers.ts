import type { NodeId } from '../../../core/vocabulary/presence.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { query } from '../query.js';

export const selectHandovers = query()((db) =>
  db
    .selectFrom('handovers')
    .select(['node', 'at', 'claims'])
    .orderBy('at', 'desc')
    .orderBy('node', 'desc'),
);

export const upsertHandover = query<{ node: NodeId; at: Instant; claims: string }>()(
  (db, { node, at, claims }) =>
    db
      .insertInto('handovers')
      .values({ node, at, claims })
      .onConflict((oc) => oc.column('node').doUpdateSet({ at, claims })),
);

export const deleteOldestHandovers = query<{ kept: number }>()((db, { kept }) =>
  db
    .deleteFrom('handovers')
    .where('node', 'in', (eb) =>
      eb
        .selectFrom('handovers')
        .select('node')
        .orderBy('at', 'desc')
        .orderBy('node', 'desc')
        .limit(-1)
        .offset(kept),
    ),
);

export const deleteHandovers = query()((db) => db.deleteFrom('handovers'));
