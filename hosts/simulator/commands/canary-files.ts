import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CHANGED_LINES_MAX,
  countHits,
  editDiff,
  MutantError,
  type MutatedSources,
} from '../mutants/mutant.js';
import { mutate, projectRoot } from '../mutants/project.js';
import type { FaultClass } from '../plan/fault-classes.js';
import type { ProfileName } from '../plan/profiles.js';

/** A mechanism broken on purpose, and what must find it out. */
export interface Canary {
  /** Its number in docs/simulator.md. */
  readonly id: number;
  readonly title: string;
  readonly file: string;
  /** Text that the file holds exactly once. */
  readonly old: string;
  /** What stands there instead. A hit mark counts that it ran. */
  readonly new: string;
  /** Fault classes any of which can reveal it: without all of them it does no harm. */
  readonly needs: readonly FaultClass[];
  /** Settings without which it does no harm either, such as `processes=1`; absent: none. */
  readonly without?: readonly string[];
  readonly invariant: string;
  /** Seeds within which it must be found. */
  readonly seeds: number;
  /** Profile of these seeds; absent: smoke. */
  readonly profile?: ProfileName;
  /** Values that are pinned in these seeds, such as `N8.lost=0.9`; absent: none. */
  readonly pinned?: readonly string[];
}

const FOLDER = 'fixtures/canaries';

/** All canaries, by id. @throws MutantError in an installed package, which has none. */
export function readCanaries(): readonly Canary[] {
  const folder = join(projectRoot(), FOLDER);
  if (!existsSync(folder)) throw new MutantError('canaries are in a clone of the sources only');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Canary)
    .sort((one, other) => one.id - other.id);
}

/**
 * The sources with all of some canaries in them.
 *
 * @throws MutantError when one does not fit its file, or changes too much.
 */
export function sourcesOf(...canaries: readonly Canary[]): MutatedSources {
  for (const canary of canaries) {
    const changed = editDiff(canary).filter((line) => !line.includes('/* hit */'));
    if (changed.length > CHANGED_LINES_MAX) {
      throw new MutantError(`canary ${String(canary.id)} changes more than 10 lines`);
    }
  }
  return mutate(canaries.map((canary) => ({ ...canary, new: countHits(canary.new) })));
}
