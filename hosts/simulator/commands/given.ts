import { existsSync, readFileSync } from 'node:fs';
import type { MutatedSources } from '../mutants/mutant.js';
import { mutateByPatch } from '../mutants/project.js';
import type { Plan } from '../plan/plan.js';
import { PlanError, readPlan } from '../plan/read-plan.js';
import { readCanaries, sourcesOf } from './canary-files.js';
import { planOf } from './job.js';
import { UsageError } from './usage.js';

/** What a command was given to run, and on which sources. */
export interface Given {
  /** Path of a plan, or a seed. */
  readonly what: string;
  readonly settings: readonly string[];
  readonly canary: string | null;
  /** Path of a unified diff. */
  readonly mutate: string | null;
}

/** @throws UsageError for what is neither a seed nor a plan that this code can run. */
export function planGiven({ what, settings }: Pick<Given, 'what' | 'settings'>): Plan {
  if (/^\d+$/.test(what)) return planOf({ number: 0, seed: Number(what), settings });
  if (!existsSync(what)) throw new UsageError(`${what} is neither a seed nor a file`);
  if (settings.length > 0)
    throw new UsageError('a plan has its settings in it: --set and --profile are for seeds');
  try {
    return readPlan(readFileSync(what, 'utf8'));
  } catch (error) {
    if (error instanceof PlanError) throw new UsageError(`${what}: ${error.message}`);
    throw error;
  }
}

export function sourcesGiven({
  canary,
  mutate,
}: Pick<Given, 'canary' | 'mutate'>): MutatedSources | null {
  if (canary !== null) {
    const found = readCanaries().find(({ id }) => String(id) === canary);
    if (found === undefined) throw new UsageError(`there is no canary ${canary}`);
    return sourcesOf(found);
  }
  return mutate === null ? null : mutateByPatch(mutate);
}

/** How a command line says the same sources again. */
export function sourceFlags({ canary, mutate }: Pick<Given, 'canary' | 'mutate'>): string {
  if (canary !== null) return ` --canary ${canary}`;
  return mutate === null ? '' : ` --mutate ${mutate}`;
}
