import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedHash } from '../../../adapters/simulated/auth.js';
import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import { openSqliteStore } from '../../../adapters/sqlite/open.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { People } from '../../../core/people/people.js';
import type { Outcome } from '../../../core/vocabulary/errors.js';
import type { Auth } from '../../../ports/auth.js';
import type { Clock } from '../../../ports/clock.js';
import { Draws } from '../kernel/draws.js';
import { WALL_START } from '../kernel/timeline.js';
import { personOf } from './person.js';

/** A prepared database file: the same bytes of rows in every process. */
export interface Template {
  readonly bytes: Uint8Array;
  /** Null before the first run. */
  readonly joinCode: string | null;
}

/** A minute before the simulation starts. */
const PREPARED_AT = WALL_START - 60_000;

/** Seed of the template's own chance: it is part of no seed. */
const TEMPLATE_SEED = 0;

/** Time stands still while a template is made. */
const still: Clock = { now: () => PREPARED_AT, monotonic: () => 0, after: () => () => undefined };

const plain: Auth = {
  identify: () => Promise.resolve(null),
  verify: () => Promise.resolve('wrong'),
  hash: (password) => Promise.resolve(simulatedHash(password)),
};

/** Makes a database with the first run done and so many people, or an empty one for 0. */
export async function makeTemplate(knownClients: number): Promise<Template> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-template-'));
  try {
    const path = join(folder, 'hearth.db');
    const random = new SimulatedRandom(new Draws(TEMPLATE_SEED, 'template', ''));
    const store = await openSqliteStore({ path, clock: still, random, checkpoints: 'inline' });
    const people = new People({ store, clock: still, random, digest: systemDigest, auth: plain });
    for (let number = 1; number <= knownClients; number += 1) {
      const person = personOf(`c${String(number)}`);
      if (number === 1) must(await people.firstRun({ ...person, address: '', userAgent: null }));
      else must(await people.add({ ...person, role: 'member' }));
    }
    const account = await store.read((snapshot) => snapshot.account());
    await store.close();
    return { bytes: readFileSync(path), joinCode: account?.joinCode ?? null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function must(outcome: Outcome<unknown>): void {
  if (!outcome.ok) throw new Error(`the template cannot be made: ${outcome.refusal.message}`);
}
