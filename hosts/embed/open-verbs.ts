import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SqliteStore } from '../../adapters/sqlite/store.js';
import { ChatError } from '../../core/vocabulary/errors.js';
import type { Telemetry } from '../../ports/telemetry.js';
import { composeVerbs, type ComposedVerbs } from './container.js';
import { DATABASE_FILE, openStore } from './open-store.js';

/** Core's verbs on the database of a data folder, without anything that serves. */
export interface OpenVerbs extends ComposedVerbs {
  readonly store: SqliteStore;
}

/**
 * Opens a data folder for one program's own use, beside a running server or without one.
 *
 * @param whereMissing - `create` makes the folder and the database, `refuse` does not.
 * @throws ChatError `not_found` where nothing is there; `data_unreadable`, `not_a_database`,
 * `schema_too_new`, `disk_full`.
 */
export async function openVerbs(
  folder: string,
  options: { readonly telemetry: Telemetry; readonly whereMissing: 'create' | 'refuse' },
): Promise<OpenVerbs> {
  const { telemetry, whereMissing } = options;
  if (whereMissing === 'refuse' && !existsSync(join(folder, DATABASE_FILE))) {
    throw new ChatError('not_found', `There is no Hearth in the folder ${resolve(folder)}.`);
  }
  const store = await openStore(folder);
  return { ...composeVerbs({ store, telemetry, auth: null, broadcast: null }), store };
}
