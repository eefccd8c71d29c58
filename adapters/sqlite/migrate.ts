import { Kysely, sql } from 'kysely';
import { hex } from '../../core/vocabulary/hex.js';
import type { SqliteConnection } from './connection.js';
import { SqliteDialect } from './dialect.js';
import { notADatabase, schemaTooNew } from './failures.js';
import { APPLICATION_ID, MIGRATIONS } from './migrations.js';
import { insertFact } from './queries/log.js';
import { EPOCH_FACT } from './snapshot.js';

/** Bytes of an epoch. */
export const EPOCH_BYTES = 8;

/**
 * Brings a file to the newest schema, in one transaction.
 *
 * @param epoch - taken if the file has none yet; null leaves it without one, as a template.
 * @throws ChatError `not_a_database`, `schema_too_new`; SQLite's errors as they are.
 */
export async function migrate(
  connection: SqliteConnection,
  epoch: Uint8Array | null,
): Promise<void> {
  const version = identify(connection);
  const hasEpoch = version > 0 && connection.run(HAS_EPOCH, [EPOCH_FACT]).rows.length > 0;
  if (version === MIGRATIONS.length && (hasEpoch || epoch === null)) return;
  connection.run('begin immediate');
  try {
    // Another process may have migrated while this one waited for the lock.
    await migrateFrom(identify(connection), connection);
    if (epoch !== null) setEpoch(connection, epoch);
    connection.run('commit');
  } catch (error) {
    if (connection.inTransaction) connection.run('rollback');
    throw error;
  }
}

const HAS_EPOCH = 'select 1 from facts where name = ?';

async function migrateFrom(version: number, connection: SqliteConnection): Promise<void> {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect(connection) });
  for (const { statements } of MIGRATIONS.slice(version)) {
    for (const statement of statements) await sql.raw(statement).execute(db);
  }
  connection.run(`pragma application_id = ${String(APPLICATION_ID)}`);
  connection.run(`pragma user_version = ${String(MIGRATIONS.length)}`);
}

function setEpoch(connection: SqliteConnection, epoch: Uint8Array): void {
  connection.run(insertFact.sql, insertFact.bind({ name: EPOCH_FACT, value: hex(epoch) }));
}

/**
 * The number of steps that the file has taken; 0 for an empty one. Changes nothing.
 *
 * @throws ChatError `not_a_database`, `schema_too_new`.
 */
export function identify(connection: SqliteConnection): number {
  const applicationId = pragma(connection, 'application_id');
  const version = pragma(connection, 'user_version');
  if (applicationId !== APPLICATION_ID) {
    const isEmpty = connection.run('select name from sqlite_schema limit 1').rows.length === 0;
    if (applicationId !== 0 || version !== 0 || !isEmpty) throw notADatabase();
  }
  if (version > MIGRATIONS.length) throw schemaTooNew(version, MIGRATIONS.length);
  return version;
}

function pragma(connection: SqliteConnection, name: string): number {
  const row = connection.run(`pragma ${name}`).rows[0] as Readonly<Record<string, number>>;
  return row[name] ?? 0;
}
