import type { Crew } from './crew.js';
import { EXIT, exitCodeOf } from './exit-codes.js';
import type { Job } from './job.js';
import type { Outcome } from './pool.js';

/** A job that failed, and how. */
export interface Failing {
  readonly seed: number;
  readonly job: Job;
  readonly outcome: Outcome;
}

/** Jobs of the seeds from 1 to a number. */
export function seedsUpTo(count: number, settings: readonly string[] = []): readonly Job[] {
  return Array.from({ length: count }, (_, number) => ({ number, seed: number + 1, settings }));
}

/**
 * The lowest failing seed; null when all pass. Jobs are given out in order, so none below it is
 * missed.
 */
export async function firstFailing(crew: Crew, jobs: readonly Job[]): Promise<Failing | null> {
  const queue = jobs.values();
  const failing: Failing[] = [];
  const work = async (): Promise<void> => {
    for (const job of queue) {
      if (failing.length > 0) return;
      const outcome = await crew.run(job);
      if (exitCodeOf(outcome) === EXIT.pass) continue;
      failing.push({ seed: job.number + 1, job, outcome });
    }
  };
  await Promise.all(Array.from({ length: crew.size }, work));
  return failing.sort((one, other) => one.seed - other.seed)[0] ?? null;
}
