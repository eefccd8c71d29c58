import { generatePlan } from '../plan/generate.js';
import type { Plan } from '../plan/plan.js';
import { configOf } from '../plan/settings.js';

/** One plan to run: that of a seed with settings, or one that is given whole. */
export type Job = {
  readonly number: number;
  /** Whether the whole trace is wanted. */
  readonly trace?: boolean;
  /** Whether anything asynchronous other than promises fails the run. */
  readonly tripwire?: boolean;
  /** The mutants that are switched on, where sources hold several; absent: none. */
  readonly mutants?: readonly number[];
} & ({ readonly seed: number; readonly settings: readonly string[] } | { readonly plan: Plan });

/** @throws SettingError for a setting that does not exist. */
export function planOf(job: Job): Plan {
  if ('plan' in job) return job.plan;
  return generatePlan(job.seed, configOf(job.seed, job.settings));
}
