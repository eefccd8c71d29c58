import type Database from 'better-sqlite3';
import { assert } from '../../core/vocabulary/assert.js';

/** `PRAGMA synchronous` as a number: acknowledged means synced. */
const SYNCHRONOUS_FULL = 2;

/**
 * Sets what every connection needs, and reads each back: a setting that did not take is never worked with.
 *
 * `synchronous` above all. The connection that switches a file to WAL has FULL, every later one silently
 * has NORMAL.
 */
export function applyPragmas(db: Database.Database): void {
  expect(db, 'journal_mode', 'WAL', 'wal');
  expect(db, 'synchronous', 'FULL', SYNCHRONOUS_FULL);
  expect(db, 'foreign_keys', 'ON', 1);
  // Waiting is the store's, by timer: SQLite's own would stop the thread.
  expect(db, 'busy_timeout', '0', 0);
  expect(db, 'wal_autocheckpoint', '0', 0);
}

function expect(db: Database.Database, name: string, value: string, readBack: unknown): void {
  db.pragma(`${name} = ${value}`);
  const found: unknown = db.pragma(name, { simple: true });
  assert(found === readBack, `PRAGMA ${name} is ${String(readBack)}, not ${String(found)}`);
}
