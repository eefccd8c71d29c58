import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import {
  openSqliteStore,
  type SqliteStore,
  type SqliteStoreOptions,
} from '../../../adapters/sqlite/open.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { systemRandom } from '../../../adapters/system/random.js';
import type { StoreUnderTest } from '../../contracts/store.contract.js';

/** Few, so that tests can fill the queue. */
export const TEST_QUEUED_UNITS_MAX = 100;

/** A folder that is gone after the test. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'hearth-sqlite-'));

  file(name = 'hearth.db'): string {
    return join(this.path, name);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Opens a store as a test does: the real engine, checkpoints beside it, real time. */
export function open(path: string, more: Partial<SqliteStoreOptions> = {}): Promise<SqliteStore> {
  return openSqliteStore({
    path,
    clock: systemClock,
    random: systemRandom,
    queuedUnitsMax: TEST_QUEUED_UNITS_MAX,
    checkpoints: 'inline',
    leases: 'none',
    ...more,
  });
}

/** A store for one test, with the writing connection at hand. */
export interface OpenedStore extends StoreUnderTest {
  readonly store: SqliteStore;
  readonly folder: TestFolder;
  readonly path: string;
  readonly writer: () => Database.Database;
}

export async function openInFolder(more: Partial<SqliteStoreOptions> = {}): Promise<OpenedStore> {
  const folder = new TestFolder();
  const path = folder.file();
  const writers: Database.Database[] = [];
  const store = await open(path, {
    ...more,
    onConnection: (db, role) => {
      if (role === 'writer') writers.push(db);
      more.onConnection?.(db, role);
    },
  });
  const writer = (): Database.Database => {
    const newest = writers.at(-1);
    if (newest === undefined) throw new Error('a store has a writer');
    return newest;
  };
  return {
    store,
    folder,
    path,
    writer,
    queuedUnitsMax: TEST_QUEUED_UNITS_MAX,
    fillDisk: () => fillDisk(writer()),
    dispose: async () => {
      await store.close();
      folder.remove();
    },
  };
}

/** The engine itself refuses to let the file grow; what is returned lets it grow again. */
export function fillDisk(db: Database.Database): () => void {
  const pages = Number(db.pragma('page_count', { simple: true }));
  db.pragma(`max_page_count = ${String(pages)}`);
  return () => {
    db.pragma('max_page_count = 4294967294');
  };
}
