import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { SqliteConnection } from './connection.js';

/**
 * Units after which the WAL is copied into the file: some thousand pages at most, a few
 * milliseconds.
 */
const CHECKPOINT_UNITS = 256;

/** Growth of the WAL after which it is copied, for units that are large: 1,024 pages. */
const CHECKPOINT_GROWTH_BYTES = 4 * 1024 * 1024;

/**
 * A WAL of this size is emptied by the writer itself: readers have kept all copying from
 * finishing.
 */
export const WAL_BYTES_MAX = 64 * 1024 * 1024;

/** Batches after which an emptying that readers prevented is tried again. */
const EMPTYING_RETRY_BATCHES = 64;

/** Copies what is in the WAL into the file, without stopping the writer or a reader. */
export interface Checkpointer {
  /** Starts a PASSIVE checkpoint unless one is running. */
  start(connection: SqliteConnection): void;
  close(): Promise<void>;
}

/** Checkpoints on the writer's own connection, between two batches. */
export const inlineCheckpointer: Checkpointer = {
  start: (connection) => {
    connection.run('pragma wal_checkpoint(passive)');
  },
  close: () => Promise.resolve(),
};

/** Checkpoints in a thread of its own, which is started at the first need. */
export class ThreadCheckpointer implements Checkpointer {
  readonly #path: string;
  #worker: Worker | null = null;
  #running = false;

  constructor(path: string) {
    this.#path = path;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#worker ??= this.#launch();
    this.#worker.postMessage('checkpoint');
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #launch(): Worker {
    const worker = new Worker(new URL('./checkpoint-thread.js', import.meta.url), {
      workerData: this.#path,
    });
    worker.on('message', () => {
      this.#running = false;
    });
    // The file is as good without a checkpoint; the next one starts a new thread.
    worker.on('error', () => {
      this.#worker = null;
      this.#running = false;
    });
    // After the listeners, which would hold the process again.
    worker.unref();
    return worker;
  }
}

/** Decides when the WAL is copied, and empties it when it has grown too large. */
export class WalKeeper {
  readonly #walPath: string;
  readonly #checkpointer: Checkpointer;
  #unitsSince = 0;
  #bytesAtLast = 0;
  #batchesUntilEmptying = 0;

  constructor(path: string, checkpointer: Checkpointer) {
    this.#walPath = `${path}-wal`;
    this.#checkpointer = checkpointer;
  }

  walBytes(): number {
    return statSync(this.#walPath, { throwIfNoEntry: false })?.size ?? 0;
  }

  committed(units: number): void {
    this.#unitsSince += units;
  }

  /** To be called between two batches: nothing of the writer's is open. */
  tend(connection: SqliteConnection): void {
    const bytes = this.walBytes();
    if (bytes > WAL_BYTES_MAX) this.#empty(connection);
    const grown = bytes - this.#bytesAtLast;
    if (this.#unitsSince < CHECKPOINT_UNITS && grown < CHECKPOINT_GROWTH_BYTES) return;
    this.#unitsSince = 0;
    this.#bytesAtLast = bytes;
    this.#checkpointer.start(connection);
  }

  close(): Promise<void> {
    return this.#checkpointer.close();
  }

  /** A reader or the checkpoint thread may be in the way; then it is tried again later. */
  #empty(connection: SqliteConnection): void {
    if (this.#batchesUntilEmptying > 0) {
      this.#batchesUntilEmptying -= 1;
      return;
    }
    this.#batchesUntilEmptying = EMPTYING_RETRY_BATCHES;
    connection.run('pragma wal_checkpoint(truncate)');
    this.#bytesAtLast = this.walBytes();
  }
}
