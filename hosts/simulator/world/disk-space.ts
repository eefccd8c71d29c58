import type Database from 'better-sqlite3';

/** SQLite's own upper bound of a file, in pages. */
const PAGES_MAX = 1_073_741_823;

/** The room that is left on the disk, as the writing connection sees it: `max_page_count` of the real engine. */
export class DiskSpace {
  #pagesLeft: number | null = null;
  /** The connection and state that were applied last. */
  #applied: { readonly db: Database.Database; readonly pagesLeft: number | null } | null = null;

  /** From now on only so many more pages fit; null: the disk has room again. */
  leave(pages: number | null): void {
    this.#pagesLeft = pages;
  }

  /** To be called before each statement of the writer. */
  apply(db: Database.Database): void {
    const pagesLeft = this.#pagesLeft;
    if (this.#applied?.db === db && this.#applied.pagesLeft === pagesLeft) return;
    if (this.#applied?.db !== db && pagesLeft === null) return;
    const count = db.pragma('page_count', { simple: true }) as number;
    const most = pagesLeft === null ? PAGES_MAX : count + pagesLeft;
    db.pragma(`max_page_count = ${String(most)}`);
    this.#applied = { db, pagesLeft };
  }
}
