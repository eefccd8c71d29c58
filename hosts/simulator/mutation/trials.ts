import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seed } from '../kernel/draws.js';
import { projectRoot } from '../mutants/project.js';

/** A seed with what is pinned in it. */
export interface Trial {
  readonly seed: Seed;
  readonly settings: readonly string[];
}

/** Seeds in which the same is pinned. */
export interface TrialKind {
  readonly title: string;
  /** Of so many seeds in a row: */
  readonly of: number;
  /** those with these rests are of the kind. */
  readonly seeds: readonly number[];
  /** Values that are pinned, such as `U4.probability=0.3`. */
  readonly pinned: readonly string[];
}

const FILE = 'fixtures/trials.json';

/** All kinds. A seed is of the first that takes it: the rarer stand before the others. */
export function readTrialKinds(): readonly TrialKind[] {
  return JSON.parse(readFileSync(join(projectRoot(), FILE), 'utf8')) as readonly TrialKind[];
}

/**
 * What mutants are tried on, in the order of seeds.
 *
 * @param from - the first seed. @param every - from one to the next: 60 makes all of one kind.
 */
export function trialsOf(count: number, from = 1, every = 1): readonly Trial[] {
  const kinds = readTrialKinds();
  return Array.from({ length: count }, (_, index) => {
    const seed = from + index * every;
    const kind = kinds.find(({ of, seeds }) => seeds.includes(seed % of));
    return { seed, settings: kind?.pinned ?? [] };
  });
}
