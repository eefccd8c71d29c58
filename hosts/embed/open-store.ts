import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteStore } from '../../adapters/sqlite/open.js';
import type { SqliteStore } from '../../adapters/sqlite/store.js';
import { systemClock } from '../../adapters/system/clock.js';
import { systemRandom } from '../../adapters/system/random.js';
import { ChatError } from '../../core/vocabulary/errors.js';
import type { SqliteOptions } from './options.js';

/** Name of the database within its folder. */
export const DATABASE_FILE = 'hearth.sqlite3';

/**
 * Opens the database of a data folder, and makes both where they are not there.
 *
 * @throws ChatError `data_unreadable`, `not_a_database`, `schema_too_new`, `disk_full`.
 */
export async function openStore(
  folder: string,
  options: SqliteOptions & { readonly onFatal?: (error: unknown) => void } = {},
): Promise<SqliteStore> {
  await makeFolder(folder);
  return openSqliteStore({
    path: join(folder, DATABASE_FILE),
    clock: systemClock,
    random: systemRandom,
    ...options,
  });
}

async function makeFolder(folder: string): Promise<void> {
  try {
    // What people say is for the account that runs Hearth, not for every user of the machine.
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new ChatError('data_unreadable', `The data folder ${folder} cannot be made or read.`, {
      cause,
    });
  }
}
