import { sql } from 'kysely';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Role } from '../../../core/vocabulary/people.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { query } from '../query.js';

export const selectAccount = query()((db) =>
  db.selectFrom('account').select(['name', 'join_code', 'created_at']).where('id', '=', 1),
);

export const insertAccount = query<{ name: string; joinCode: string; createdAt: Instant }>()(
  (db, { name, joinCode, createdAt }) =>
    db.insertInto('account').values({ id: 1, name, join_code: joinCode, created_at: createdAt }),
);

const PERSON = ['id', 'name', 'role', 'version'] as const;
const PERSON_RECORD = [...PERSON, 'email', 'password_hash'] as const;

export const selectPerson = query<{ id: UserId }>()((db, { id }) =>
  db.selectFrom('people').select(PERSON_RECORD).where('id', '=', id),
);

export const selectPersonByEmail = query<{ email: string }>()((db, { email }) =>
  db.selectFrom('people').select(PERSON_RECORD).where('email', '=', email),
);

/** `ids` is JSON text, so that one statement serves any number of them. */
export const selectPeople = query<{ ids: string }>()((db, { ids }) =>
  db
    .selectFrom('people')
    .select(PERSON)
    .where(sql<boolean>`id in (select value from json_each(${ids}))`)
    .orderBy('id'),
);

export const selectPeopleAfter = query<{ after: number; limit: number }>()((db, { after, limit }) =>
  db
    .selectFrom('people')
    .select(PERSON_RECORD)
    .where(sql<boolean>`id > ${after}`)
    .orderBy('id')
    .limit(limit),
);

export const countPeople = query()((db) =>
  db.selectFrom('people').select((eb) => eb.fn.countAll<number>().as('count')),
);

export const insertPerson = query<{
  name: string;
  email: string;
  passwordHash: string | null;
  role: Role;
  createdAt: Instant;
}>()((db, { name, email, passwordHash, role, createdAt }) =>
  db
    .insertInto('people')
    .values({ name, email, password_hash: passwordHash, role, created_at: createdAt }),
);

export const updatePasswordHash = query<{ id: UserId; hash: string }>()((db, { id, hash }) =>
  db.updateTable('people').set({ password_hash: hash }).where('id', '=', id),
);
