import type Database from 'better-sqlite3';
import type { SqliteStore } from '../../../adapters/sqlite/open.js';
import type { Life } from '../kernel/life.js';

/** The database handles that each life of a process has opened. */
export class Handles {
  readonly #open = new Map<Life, Database.Database[]>();

  opened(life: Life, db: Database.Database): void {
    const known = this.#open.get(life);
    if (known === undefined) this.#open.set(life, [db]);
    else known.push(db);
  }

  /** The weakest `PRAGMA synchronous` of all writing connections. */
  synchronous(): number {
    const writers = [...this.#open.values()].flat().filter((db) => db.open && !db.readonly);
    return Math.min(2, ...writers.map((db) => Number(db.pragma('synchronous', { simple: true }))));
  }

  /** Closes everything of a life that has ended, as the kernel does for a killed process. */
  abandon(life: Life, store: SqliteStore | null): void {
    store?.abandon();
    // A process that was still starting has handles and no store yet.
    for (const db of this.#open.get(life) ?? []) if (db.open) db.close();
    this.#open.delete(life);
  }
}
