import type { MutatedSources } from '../mutants/mutant.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { Job } from './job.js';
import { runJobs, type Outcome } from './pool.js';

/** A job that failed, and how. */
export interface Failing {
  readonly seed: number;
  readonly job: Job;
  readonly outcome: Outcome;
}

export interface Search {
  readonly jobs: readonly Job[];
  /** Processes that run them. */
  readonly processes: number;
  /** What is broken on purpose; null for the code as it is. */
  readonly sources: MutatedSources | null;
}

/** Jobs of the seeds from 1 to a number. */
export function seedsUpTo(count: number, settings: readonly string[] = []): readonly Job[] {
  return Array.from({ length: count }, (_, number) => ({ number, seed: number + 1, settings }));
}

/**
 * The lowest failing seed; null when all pass. Jobs are given out in order, so none below it is
 * missed.
 */
export async function firstFailing({ jobs, processes, sources }: Search): Promise<Failing | null> {
  let first: Outcome | null = null;
  await runJobs(jobs, {
    processes,
    sources,
    onOutcome: (outcome) => {
      if (exitCodeOf(outcome) === EXIT.pass) return false;
      if (first === null || outcome.job < first.job) first = outcome;
      return true;
    },
  });
  const outcome = first as Outcome | null;
  const job = outcome === null ? undefined : jobs[outcome.job];
  return outcome === null || job === undefined ? null : { seed: outcome.job + 1, job, outcome };
}
