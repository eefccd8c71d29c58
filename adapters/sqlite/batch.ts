import type { StreamRun, Tx, WriteOptions } from '../../ports/store.js';
import type { SqliteConnection } from './connection.js';
import { HeadCache } from './head-cache.js';
import { type ForeignAwaitWatch, Scope, type Settled } from './scope.js';
import { type Appended, SqliteTx } from './tx.js';

/** A unit of work that waits for its turn or its commit. */
export interface Entry {
  readonly unit: (tx: Tx) => Promise<unknown>;
  readonly options: WriteOptions;
  readonly queuedAt: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What became of a unit within its transaction. `lost`: its failure ended the whole transaction.
 */
export type UnitResult = Settled<unknown> | { readonly ok: 'lost'; readonly error: unknown };

/** One open transaction: units run in it one after the other, each in a savepoint. */
export class Batch {
  readonly #connection: SqliteConnection;
  readonly #watch: ForeignAwaitWatch;
  readonly #heads: HeadCache;
  readonly #appended: Appended[] = [];

  /** @param heads - the process's, as of this transaction's start. */
  constructor(connection: SqliteConnection, watch: ForeignAwaitWatch, heads: HeadCache) {
    this.#connection = connection;
    this.#watch = watch;
    this.#heads = new HeadCache(heads);
  }

  /** Runs a unit to its end. Whatever it threw is rolled back, and nothing else. */
  async run(entry: Entry): Promise<UnitResult> {
    try {
      this.#connection.run('savepoint unit');
    } catch (error) {
      return this.#undo(error);
    }
    const heads = new HeadCache(this.#heads);
    const appended: Appended[] = [];
    const scope = new Scope(this.#connection, this.#watch);
    const tx = new SqliteTx(scope, { heads, appended });
    const settled = await scope.settle(() => entry.unit(tx));
    if (!settled.ok) return this.#undo(settled.error);
    try {
      this.#connection.run('release unit');
    } catch (error) {
      return this.#undo(error);
    }
    heads.mergeDown();
    this.#appended.push(...appended);
    return settled;
  }

  /** The transaction is durable: what the batch knows is true for the process. */
  committed(): readonly StreamRun[] {
    this.#heads.mergeDown();
    return runsOf(this.#appended);
  }

  /** Some errors end the whole transaction: a disk that is full within a savepoint, for one. */
  #undo(error: unknown): UnitResult {
    if (!this.#connection.inTransaction) return { ok: 'lost', error };
    try {
      this.#connection.run('rollback to unit');
      this.#connection.run('release unit');
      return { ok: false, error };
    } catch {
      this.#connection.rollBack();
      return { ok: 'lost', error };
    }
  }
}

/** Neighbouring events of a stream become one run; nothing changes places. */
export function runsOf(appended: readonly Appended[]): readonly StreamRun[] {
  const runs: StreamRun[] = [];
  for (const { stream, seq } of appended) {
    const last = runs.at(-1);
    if (last?.stream === stream && last.to === seq - 1)
      runs[runs.length - 1] = { ...last, to: seq };
    else runs.push({ stream, from: seq, to: seq });
  }
  return runs;
}
