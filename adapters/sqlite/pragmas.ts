import type Database from 'better-sqlite3';
import { assert } from '../../core/vocabulary/assert.js';

/** `PRAGMA synchronous` as a number: acknowledged means synced. */
const SYNCHRONOUS_FULL = 2;

/**
 * Sets what every connection needs, and reads each back: a setting that did not take is never
 * worked with.
 *
 * `synchronous` above all. The connection that switches a file to WAL has FULL, every later one
 * silently has NORMAL.
 */
export function applyPragmas(db: Database.Database): void {
  set(db, 'journal_mode', { to: 'WAL', readBack: 'wal' });
  set(db, 'synchronous', { to: 'FULL', readBack: SYNCHRONOUS_FULL });
  set(db, 'foreign_keys', { to: 'ON', readBack: 1 });
  // Waiting is the store's, by timer: SQLite's own would stop the thread.
  set(db, 'busy_timeout', { to: '0', readBack: 0 });
  set(db, 'wal_autocheckpoint', { to: '0', readBack: 0 });
}

interface Setting {
  readonly to: string;
  /** How SQLite reports it. */
  readonly readBack: string | number;
}

function set(db: Database.Database, name: string, { to, readBack }: Setting): void {
  const answer: unknown = db.pragma(`${name} = ${to}`, { simple: true });
  // Some answer with what holds from now on, others with nothing.
  const found: unknown = answer ?? db.pragma(name, { simple: true });
  assert(found === readBack, `PRAGMA ${name} is ${String(readBack)}, not ${String(found)}`);
}
