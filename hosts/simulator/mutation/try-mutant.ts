import { EXIT, exitCodeOf } from '../commands/exit-codes.js';
import type { Job } from '../commands/job.js';
import { runJobs, type Outcome } from '../commands/pool.js';
import type { GeneratedMutant } from './generate-mutants.js';

/** What became of a mutant. */
export interface MutantResult {
  readonly state: 'killed' | 'survived' | 'not reached';
  /** What was violated first, or how the run ended; null for one that was not killed. */
  readonly by: string | null;
  /** The seed that killed it, else null. */
  readonly seed: number | null;
  /** Times that the change has run. */
  readonly hits: number;
}

/** A seed takes less than a second, or some on a busy machine: longer is a mutant that hangs. */
const SEED_WALL_MS_MAX = 60_000;

const NOT_REACHED: MutantResult = { state: 'not reached', by: null, seed: null, hits: 0 };

/**
 * Runs seeds with one mutant until one fails, in a process of its own.
 *
 * @param seeds - those that come to its place.
 */
export async function tryMutant(
  mutant: Pick<GeneratedMutant, 'file' | 'source'>,
  seeds: readonly number[],
): Promise<MutantResult> {
  if (seeds.length === 0) return NOT_REACHED;
  const jobs = seeds.map((seed, number): Job => ({ number, seed, settings: [] }));
  let hits = 0;
  let failed: Outcome | null = null;
  await runJobs(jobs, {
    processes: 1,
    sources: { [mutant.file]: mutant.source },
    jobWallMsMax: SEED_WALL_MS_MAX,
    onOutcome: (outcome) => {
      if (outcome.kind === 'ran') hits += outcome.hits;
      if (exitCodeOf(outcome) === EXIT.pass) return false;
      failed = outcome;
      return true;
    },
  });
  const outcome = failed as Outcome | null;
  if (outcome === null) return { state: 'survived', by: null, seed: null, hits };
  return { state: 'killed', by: foundBy(outcome), seed: seeds[outcome.job] ?? null, hits };
}

function foundBy(outcome: Outcome): string {
  if (outcome.kind !== 'ran') return outcome.kind;
  return outcome.result.firstViolation?.invariant ?? 'a crash';
}
