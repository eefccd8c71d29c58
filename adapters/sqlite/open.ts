import { accessSync, closeSync, constants, existsSync, openSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '../../ports/clock.js';
import type { Random } from '../../ports/random.js';
import { inlineCheckpointer, ThreadCheckpointer, WalKeeper } from './checkpoints.js';
import { type ConnectionRole, type Gate, SqliteConnection } from './connection.js';
import { asOpeningError, isBusy, unreadable } from './failures.js';
import { EPOCH_BYTES, identify, migrate } from './migrate.js';
import { LeaseFile, noNeighbours } from './neighbours.js';
import { applyPragmas } from './pragmas.js';
import type { AfterMicrotasks } from './scope.js';
import { SqliteStore } from './store.js';
import { LOCK_WAIT_MAX_MS, Waiting } from './waiting.js';

export type { Gate } from './connection.js';
export { SqliteStore } from './store.js';

/**
 * Reading connections unless told otherwise. Each is for reads that overlap; one thread rarely
 * has many.
 */
const READERS = 4;

/** Units that may wait for the writer: some 15 batches, half a second of them. */
const QUEUED_UNITS_MAX = 1_000;

/** Only the owner may read a file that holds password hashes. */
const FILE_MODE = 0o600;

export interface SqliteStoreOptions {
  /** The database file. Its folder must exist; the file is created where there is none. */
  readonly path: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Suspends the store around statements and commits. Absent in production. */
  readonly gate?: Gate;
  /** Calls back once the microtask queue has drained; default `setImmediate`. */
  readonly afterMicrotasks?: AfterMicrotasks;
  /** Reading connections: 1 or more, default 4. */
  readonly readers?: number;
  /** Units that may wait: 1 or more, default 1,000. */
  readonly queuedUnitsMax?: number;
  /** Storing is over for this process. By default the error is thrown where nobody catches it. */
  readonly onFatal?: (error: unknown) => void;
  /** Sees each connection before its first use. */
  readonly onConnection?: (db: Database.Database, role: ConnectionRole) => void;
  /**
   * Where checkpoints run: in a thread of their own, or on the writer's connection between two
   * batches. Default: `thread`, and `inline` behind a gate.
   */
  readonly checkpoints?: 'thread' | 'inline';
  /**
   * Whether processes on one file learn of each other through a file beside it, so that a busy
   * one leaves the lock to the others. Default: `file`, and `none` behind a gate.
   */
  readonly leases?: 'file' | 'none';
  /** What a new file starts as, instead of being migrated from nothing: see `templateBytes`. */
  readonly template?: Uint8Array;
}

/**
 * Opens a database file, creating and migrating it as needed.
 *
 * @throws ChatError `not_a_database`, `schema_too_new`, `data_unreadable`, `disk_full`; `busy`
 * when another program keeps it locked.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const waiting = new Waiting(options.clock, options.random);
  const epoch = options.random.bytes(EPOCH_BYTES);
  return patiently(waiting, async () => {
    prepareFile(options);
    const connection = connect(options, 'writer');
    try {
      await migrate(connection, epoch);
      return assemble(options, waiting, connection);
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/**
 * The bytes of a migrated file without an epoch, for opening many new files quickly.
 *
 * Each file that starts from it gets an epoch of its own when it is opened.
 */
export async function templateBytes(): Promise<Uint8Array> {
  const db = new Database(':memory:');
  await migrate(new SqliteConnection(db, 'writer', null), null);
  const bytes = db.serialize();
  db.close();
  return bytes;
}

function assemble(
  options: SqliteStoreOptions,
  waiting: Waiting,
  writer: SqliteConnection,
): SqliteStore {
  const isProduction = options.gate === undefined;
  const checkpoints = options.checkpoints ?? (isProduction ? 'thread' : 'inline');
  const leases = options.leases ?? (isProduction ? 'file' : 'none');
  const checkpointer =
    checkpoints === 'inline' ? inlineCheckpointer : new ThreadCheckpointer(options.path);
  const readers = options.readers ?? READERS;
  return new SqliteStore({
    writer,
    connectWriter: () => connect(options, 'writer'),
    connectReaders: () => Array.from({ length: readers }, () => connect(options, 'reader')),
    waiting,
    afterMicrotasks: options.afterMicrotasks ?? setImmediate,
    queuedUnitsMax: options.queuedUnitsMax ?? QUEUED_UNITS_MAX,
    wal: new WalKeeper(options.path, checkpointer),
    neighbours:
      leases === 'none' ? noNeighbours : new LeaseFile(options.path, options.clock, options.random),
    onFatal: options.onFatal ?? throwUncaught,
  });
}

function connect(options: SqliteStoreOptions, role: ConnectionRole): SqliteConnection {
  const db = new Database(options.path, {
    fileMustExist: true,
    readonly: role === 'reader',
    timeout: 0,
  });
  const connection = new SqliteConnection(db, role, options.gate ?? null);
  try {
    options.onConnection?.(db, role);
    // Before anything is set: a file that is not ours is left as it is.
    identify(connection);
    applyPragmas(db);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Makes sure that there is a file which can be read and written. */
function prepareFile({ path, template }: SqliteStoreOptions): void {
  try {
    // SQLite keeps two files of its own beside the database.
    accessSync(dirname(path), constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
    else if (template !== undefined) writeFileSync(path, template, { mode: FILE_MODE });
    else closeSync(openSync(path, 'a', FILE_MODE));
  } catch (error) {
    throw unreadable(error);
  }
}

/** Tries again while another program has the file locked. */
async function patiently(waiting: Waiting, open: () => Promise<SqliteStore>): Promise<SqliteStore> {
  const deadline = waiting.clock.monotonic() + LOCK_WAIT_MAX_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isBusy(error) || waiting.clock.monotonic() >= deadline) throw asOpeningError(error);
    }
    await waiting.retry();
  }
}

function throwUncaught(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
