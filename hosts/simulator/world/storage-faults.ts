import Database from 'better-sqlite3';
import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import { changedOutcome, strikes, type World } from './world.js';

/** How much rarer an error of a statement is than one of a COMMIT: there are as many more. */
const STATEMENTS_PER_COMMIT = 10;

/** An error of the disk as the engine reports it. */
type DiskError = 'SQLITE_IOERR_READ' | 'SQLITE_IOERR_WRITE' | 'SQLITE_IOERR_FSYNC';

/** What of one process's contact with the disk fails or is slow, by chance. */
export class StorageFaults {
  readonly #world: World;
  readonly #errors: Draws;
  readonly #slowness: Draws;
  /** Set by a commit that will fail once it is done. */
  #failsAfterCommit = false;

  constructor(world: World, life: Life) {
    this.#world = world;
    this.#errors = world.kernel.draws('S4', life.lane);
    this.#slowness = world.kernel.draws('S5', life.lane);
  }

  /** @throws an error of the engine, of a statement that did not run. */
  statement(role: 'writer' | 'reader'): void {
    const { probability } = this.#world.config.faults.S4;
    const hit = this.#errors.happens(probability / STATEMENTS_PER_COMMIT);
    if (!strikes(this.#world, 'S4', hit)) return;
    this.#fail(role === 'reader' ? 'SQLITE_IOERR_READ' : 'SQLITE_IOERR_WRITE');
  }

  /**
   * Half of the commits that fail have stored everything, and the others nothing.
   *
   * @throws an error of the engine.
   */
  commit(phase: 'before' | 'after'): void {
    if (phase === 'after') {
      if (!this.#failsAfterCommit) return;
      this.#failsAfterCommit = false;
      this.#world.goal('commit-failed-and-stored');
      this.#fail('SQLITE_IOERR_FSYNC');
    }
    const hit = this.#errors.happens(this.#world.config.faults.S4.probability);
    const stores = this.#errors.happens(0.5);
    this.#failsAfterCommit = false;
    if (!strikes(this.#world, 'S4', hit)) return;
    if (stores) this.#failsAfterCommit = true;
    else {
      this.#world.goal('commit-failed-and-lost');
      this.#fail('SQLITE_IOERR_WRITE');
    }
  }

  /** Time that the next step takes beyond the usual one, in microseconds. */
  slownessUs(): number {
    const { probability, meanMs } = this.#world.config.faults.S5;
    const hit = this.#slowness.happens(probability);
    const slowMs = this.#slowness.exponential(meanMs);
    if (!strikes(this.#world, 'S5', hit)) return 0;
    changedOutcome(this.#world, 'S5');
    return slowMs * 1_000;
  }

  #fail(code: DiskError): never {
    changedOutcome(this.#world, 'S4');
    throw new Database.SqliteError('disk I/O error', code);
  }
}
