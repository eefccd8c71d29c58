import type { AuditView } from '../../ports/audit.js';
import type {
  ChangeToken,
  Changes,
  Snapshot,
  Store,
  StoreStats,
  StreamRun,
  Tx,
  WriteOptions,
} from '../../ports/store.js';
import { SqliteAuditView } from './audit-view.js';
import { readChanges, readChangeToken } from './changes.js';
import { WAL_BYTES_MAX, type WalKeeper } from './checkpoints.js';
import { Committer } from './committer.js';
import type { SqliteConnection } from './connection.js';
import { checkIntegrity } from './integrity.js';
import type { Neighbours } from './neighbours.js';
import { Readers, WAITING_READS_MAX } from './readers.js';
import { type AfterMicrotasks, ForeignAwaitWatch } from './scope.js';
import type { Waiting } from './waiting.js';
import { Writer } from './writer.js';

export interface StoreParts {
  readonly writer: SqliteConnection;
  /** Opens another writing connection after the first one has failed. */
  readonly connectWriter: () => SqliteConnection;
  readonly connectReaders: () => readonly SqliteConnection[];
  readonly waiting: Waiting;
  readonly afterMicrotasks: AfterMicrotasks;
  readonly queuedUnitsMax: number;
  readonly wal: WalKeeper;
  readonly neighbours: Neighbours;
  readonly onFatal: (error: unknown) => void;
}

/** The store on one SQLite file. Opened by `openSqliteStore`. */
export class SqliteStore implements Store {
  readonly #parts: StoreParts;
  readonly #watch: ForeignAwaitWatch;
  readonly #committer: Committer;
  readonly #writer: Writer;
  readonly #readers: Readers;
  readonly #listeners = new Set<(runs: readonly StreamRun[]) => void>();
  #commits = 0;
  #units = 0;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.#watch = new ForeignAwaitWatch(parts.afterMicrotasks);
    this.#committer = new Committer({
      connection: parts.writer,
      reconnect: parts.connectWriter,
      watch: this.#watch,
      waiting: parts.waiting,
      onCommitted: (runs, units) => {
        this.#committed(runs, units);
      },
      onFatal: parts.onFatal,
    });
    this.#readers = new Readers(parts.connectReaders(), this.#watch);
    this.#writer = new Writer({
      committer: this.#committer,
      waiting: parts.waiting,
      afterMicrotasks: parts.afterMicrotasks,
      queuedUnitsMax: parts.queuedUnitsMax,
      hasNeighbours: () => parts.neighbours.present(),
      betweenBatches: (connection) => {
        parts.wal.tend(connection);
      },
    });
  }

  write<Value>(unit: (tx: Tx) => Promise<Value>, options: WriteOptions): Promise<Value> {
    return this.#writer.write(unit, options);
  }

  read<Value>(body: (snapshot: Snapshot) => Promise<Value>): Promise<Value> {
    return this.#readers.read(body);
  }

  audit<Value>(look: (view: AuditView) => Promise<Value>): Promise<Value> {
    return this.#readers.lease((scope) => look(new SqliteAuditView(scope)));
  }

  changeToken(): Promise<ChangeToken> {
    return this.#readers.lease(readChangeToken);
  }

  changesAfter(token: ChangeToken, limit: number): Promise<Changes> {
    return this.#readers.lease((scope) => readChanges(scope, token, limit));
  }

  onCommitted(listener: (runs: readonly StreamRun[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  integrity(): Promise<readonly string[]> {
    return this.#readers.lease(checkIntegrity);
  }

  stats(): StoreStats {
    return {
      queuedUnits: this.#writer.queued,
      queuedUnitsMax: this.#parts.queuedUnitsMax,
      waitingReads: this.#readers.waiting,
      waitingReadsMax: WAITING_READS_MAX,
      commits: this.#commits,
      units: this.#units,
      lockRetries: this.#parts.waiting.retries,
      walBytes: this.#parts.wal.walBytes(),
      walBytesMax: WAL_BYTES_MAX,
    };
  }

  async close(): Promise<void> {
    await this.#writer.close();
    await this.#readers.close();
    await this.#parts.wal.close();
    this.#parts.neighbours.close();
    // Last: the last writing connection on a file empties the WAL as it closes.
    this.#committer.connection.close();
  }

  /**
   * Ends as if the process had died: handles are closed at once, what is under way is rolled
   * back, and nothing that waits for an answer is ever settled. The WAL stays as it is.
   */
  abandon(): void {
    this.#writer.abandon();
    this.#parts.waiting.abandon();
    this.#watch.forgetAll();
    // Readers last: they cannot write, so the last handle on the file leaves the WAL alone.
    this.#committer.connection.abandon();
    this.#readers.abandon();
    this.#parts.neighbours.abandon();
    void this.#parts.wal.close();
  }

  #committed(runs: readonly StreamRun[], units: number): void {
    this.#commits += 1;
    this.#units += units;
    this.#parts.wal.committed(units);
    if (runs.length === 0) return;
    for (const listener of this.#listeners) listener(runs);
  }
}
