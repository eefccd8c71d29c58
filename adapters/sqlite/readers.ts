import type { Snapshot } from '../../ports/store.js';
import type { SqliteConnection } from './connection.js';
import { asChatError, closed, tooManyReads } from './failures.js';
import { type ForeignAwaitWatch, Scope } from './scope.js';
import { SqliteSnapshot } from './snapshot.js';

/** Reads that may wait for a connection; above it `busy`. */
export const WAITING_READS_MAX = 1_000;

/**
 * A few read-only connections, each leased to one read at a time.
 *
 * A read holds its snapshot from its first statement to its end and never waits for the writer.
 */
export class Readers {
  readonly #watch: ForeignAwaitWatch;
  readonly #all: readonly SqliteConnection[];
  readonly #free: SqliteConnection[];
  readonly #waiting: ((connection: SqliteConnection) => void)[] = [];
  #closing = false;
  #abandoned = false;
  #onIdle: (() => void) | null = null;

  constructor(connections: readonly SqliteConnection[], watch: ForeignAwaitWatch) {
    this.#watch = watch;
    this.#all = connections;
    this.#free = [...connections];
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  read<Value>(body: (snapshot: Snapshot) => Promise<Value>): Promise<Value> {
    return this.lease((scope) => body(new SqliteSnapshot(scope)));
  }

  /** Runs a function on a connection of its own, within one snapshot. */
  async lease<Value>(body: (scope: Scope) => Promise<Value>): Promise<Value> {
    const connection = await this.#take();
    try {
      return await this.#runOn(connection, body);
    } catch (error) {
      throw asChatError(error);
    } finally {
      this.#giveBack(connection);
    }
  }

  /** Ends after the reads that are under way or waiting. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#free.length < this.#all.length) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    for (const connection of this.#all) connection.close();
  }

  abandon(): void {
    this.#abandoned = true;
    this.#waiting.length = 0;
    for (const connection of this.#all) connection.abandon();
  }

  #take(): Promise<SqliteConnection> {
    if (this.#closing) return Promise.reject(closed());
    const connection = this.#abandoned ? undefined : this.#free.pop();
    if (connection !== undefined) return Promise.resolve(connection);
    if (this.#waiting.length >= WAITING_READS_MAX) return Promise.reject(tooManyReads());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #runOn<Value>(
    connection: SqliteConnection,
    body: (scope: Scope) => Promise<Value>,
  ): Promise<Value> {
    connection.run('begin');
    const scope = new Scope(connection, this.#watch);
    const settled = await scope.settle(() => body(scope));
    connection.rollBack();
    if (!settled.ok) throw settled.error;
    return settled.value;
  }

  #giveBack(connection: SqliteConnection): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(connection);
      return;
    }
    this.#free.push(connection);
    if (this.#free.length === this.#all.length) this.#onIdle?.();
  }
}
