import { queriesOf } from '../query.js';

interface LeaseSchema {
  readonly leases: { readonly token: string; readonly counter: number };
}

const query = queriesOf<LeaseSchema>();

/** Run before each use: whoever comes first makes the table. */
export const CREATE_LEASES = `create table if not exists leases (
  token text not null primary key,
  counter integer not null
) strict, without rowid`;

export const renewLease = query<{ token: string; counter: number }>()((db, { token, counter }) =>
  db
    .insertInto('leases')
    .values({ token, counter })
    .onConflict((oc) => oc.column('token').doUpdateSet({ counter })),
);

export const removeLease = query<{ token: string }>()((db, { token }) =>
  db.deleteFrom('leases').where('token', '=', token),
);

export const selectOtherLeases = query<{ token: string }>()((db, { token }) =>
  db.selectFrom('leases').select(['token', 'counter']).where('token', '!=', token).orderBy('token'),
);
