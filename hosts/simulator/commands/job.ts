import { drawConfig } from '../plan/config.js';
import { generatePlan } from '../plan/generate.js';
import type { Plan } from '../plan/plan.js';
import { applySetting } from '../plan/settings.js';

/** One plan to run: that of a seed with settings, or one that is given whole. */
export type Job = {
  readonly number: number;
  /** Whether the whole trace is wanted. */
  readonly trace?: boolean;
  /** Whether anything asynchronous other than promises fails the run. */
  readonly tripwire?: boolean;
} & ({ readonly seed: number; readonly settings: readonly string[] } | { readonly plan: Plan });

/** @throws SettingError for a setting that does not exist. */
export function planOf(job: Job): Plan {
  if ('plan' in job) return job.plan;
  const config = job.settings.reduce(applySetting, drawConfig(job.seed));
  return generatePlan(job.seed, config);
}
