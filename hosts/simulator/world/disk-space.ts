import type Database from 'better-sqlite3';

/** SQLite's own upper bound of a file, in pages. */
const PAGES_MAX = 1_073_741_823;

/**
 * The room that is left on the disk, as the writing connection sees it: `max_page_count` of the
 * real engine.
 */
export class DiskSpace {
  #state: { readonly pagesLeft: number | null } = { pagesLeft: null };
  /** The state that was applied last to each connection. */
  readonly #applied = new WeakMap<Database.Database, object>();

  /** Whether only so much fits as was left. */
  get isTight(): boolean {
    return this.#state.pagesLeft !== null;
  }

  /** From now on only so many more pages fit; null: the disk has room again. */
  leave(pagesLeft: number | null): void {
    this.#state = { pagesLeft };
  }

  /** To be called before each statement of the writer. */
  apply(db: Database.Database): void {
    const state = this.#state;
    if (this.#applied.get(db) === state) return;
    const count = db.pragma('page_count', { simple: true }) as number;
    const most = state.pagesLeft === null ? PAGES_MAX : count + state.pagesLeft;
    db.pragma(`max_page_count = ${String(most)}`);
    this.#applied.set(db, state);
  }
}
