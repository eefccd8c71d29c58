import type { StreamRun } from '../../ports/store.js';
import { Batch, type Entry, type UnitResult } from './batch.js';
import type { SqliteConnection } from './connection.js';
import {
  asChatError,
  closed,
  isBusy,
  isDefiniteCommitFailure,
  outcomeUnknown,
} from './failures.js';
import { HeadCache } from './head-cache.js';
import type { ForeignAwaitWatch } from './scope.js';
import { LOCK_WAIT_MAX_MS, type Waiting } from './waiting.js';

/** Commits of unknown outcome in a row at which the process stops. */
const UNKNOWN_COMMITS_MAX = 2;

export interface CommitterParts {
  readonly connection: SqliteConnection;
  /** Opens another writing connection after one has failed. */
  readonly reconnect: () => SqliteConnection;
  readonly watch: ForeignAwaitWatch;
  readonly waiting: Waiting;
  /** Told after each commit, before any answer. Must not throw. */
  readonly onCommitted: (runs: readonly StreamRun[], units: number) => void;
  /** Storing is over: commits fail for reasons that reopening the file does not cure. */
  readonly onFatal: (error: unknown) => void;
}

/**
 * Runs groups of units on the writing connection, and gets over everything that can fail there.
 *
 * Every unit is answered exactly once, and never before the commit of what it did.
 */
export class Committer {
  readonly #parts: CommitterParts;
  readonly #heads = new HeadCache();
  #connection: SqliteConnection;
  #dataVersion: number | null = null;
  #unknownCommits = 0;
  #stopped = false;

  constructor(parts: CommitterParts) {
    this.#parts = parts;
    this.#connection = parts.connection;
  }

  get connection(): SqliteConnection {
    return this.#connection;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /**
   * Takes the lock, waiting while somebody else has it.
   *
   * @param goOn - decides after a failure whether to try again; if not, it has answered whom it
   * gives up on.
   */
  async begin(goOn: (error: unknown) => boolean): Promise<boolean> {
    for (;;) {
      try {
        await this.#tryBegin();
        return true;
      } catch (error) {
        this.#connection.rollBack();
        if (!goOn(error)) return false;
      }
      await this.#parts.waiting.retry();
    }
  }

  /** Runs units in the open transaction, commits them together and answers them. */
  async run(entries: readonly Entry[]): Promise<void> {
    const batch = new Batch(this.#connection, this.#parts.watch, this.#heads);
    const results: UnitResult[] = [];
    for (const entry of entries) {
      const result = await batch.run(entry);
      if (result.ok === 'lost') {
        await this.#runWithout(entry, entries, result.error);
        return;
      }
      results.push(result);
    }
    try {
      await this.#connection.commit();
    } catch (error) {
      await this.#commitFailed(entries, results, error);
      return;
    }
    this.#unknownCommits = 0;
    this.#parts.onCommitted(batch.committed(), entries.length);
    for (const [index, entry] of entries.entries()) answer(entry, results[index]);
  }

  stop(error: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#parts.onFatal(error);
  }

  async #tryBegin(): Promise<void> {
    await this.#connection.execute('begin immediate', [], () => undefined);
    this.#connection.setInBatch(true);
    const row = this.#connection.run('pragma data_version').rows[0];
    const { data_version: found } = row as { readonly data_version: number };
    // It moves when somebody else has committed: what this process remembers may be wrong then.
    if (found !== this.#dataVersion) this.#heads.clear();
    this.#dataVersion = found;
  }

  /**
   * A unit took everyone's transaction with it: the others run again without it, then it runs
   * alone.
   */
  async #runWithout(culprit: Entry, entries: readonly Entry[], error: unknown): Promise<void> {
    this.#connection.setInBatch(false);
    this.#heads.clear();
    if (entries.length === 1) {
      culprit.reject(asChatError(error));
      return;
    }
    await this.#runAgain(entries.filter((entry) => entry !== culprit));
    await this.#runAgain([culprit]);
  }

  async #commitFailed(
    entries: readonly Entry[],
    results: readonly UnitResult[],
    error: unknown,
  ): Promise<void> {
    this.#heads.clear();
    if (!isDefiniteCommitFailure(error)) {
      await this.#recover(entries, results, error);
      return;
    }
    this.#connection.rollBack();
    if (entries.length === 1) entries[0]?.reject(asChatError(error));
    else for (const entry of entries) await this.#runAgain([entry]);
  }

  /**
   * COMMIT failed and may have stored everything. A new connection reads what is there; units
   * whose keys decide run again, the others learn that nobody knows.
   */
  async #recover(
    entries: readonly Entry[],
    results: readonly UnitResult[],
    error: unknown,
  ): Promise<void> {
    this.#unknownCommits += 1;
    const again: Entry[] = [];
    for (const [index, entry] of entries.entries()) {
      const result = results[index];
      if (result?.ok === false) answer(entry, result);
      else if (entry.options.afterUnknownCommit === 'rerun') again.push(entry);
      else entry.reject(outcomeUnknown(error));
    }
    if (this.#unknownCommits < UNKNOWN_COMMITS_MAX && this.#reconnect()) {
      await this.#runAgain(again);
      return;
    }
    for (const entry of again) entry.reject(outcomeUnknown(error));
    this.stop(error);
  }

  #reconnect(): boolean {
    try {
      this.#connection.close();
    } catch {
      // A handle that failed to commit may fail to close; the new one does not depend on it.
    }
    try {
      this.#connection = this.#parts.reconnect();
    } catch {
      return false;
    }
    // Values of two connections say nothing about each other.
    this.#dataVersion = null;
    return true;
  }

  async #runAgain(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const { clock } = this.#parts.waiting;
    const deadline = clock.monotonic() + LOCK_WAIT_MAX_MS;
    const refuse = (error: unknown): false => {
      for (const entry of entries) entry.reject(asChatError(error));
      return false;
    };
    if (this.#stopped) {
      refuse(closed());
      return;
    }
    const hasBegun = await this.begin(
      (error) => (isBusy(error) && clock.monotonic() < deadline) || refuse(error),
    );
    if (hasBegun) await this.run(entries);
  }
}

function answer(entry: Entry, result: UnitResult | undefined): void {
  if (result?.ok === true) entry.resolve(result.value);
  else entry.reject(asChatError(result?.error));
}
