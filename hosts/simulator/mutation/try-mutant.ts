import { EXIT, exitCodeOf } from '../commands/exit-codes.js';
import type { Job } from '../commands/job.js';
import { runJobs } from '../commands/pool.js';
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

/** Seeds after which one whose change never ran is given up. */
const UNREACHED_SEEDS_MAX = 60;

/** A seed takes less than a second: a mutant that keeps one busy for so long is found out. */
const SEED_WALL_MS_MAX = 20_000;

/** Runs seeds from 1 on with one mutant until one fails, in a process of its own. */
export async function tryMutant(
  mutant: Pick<GeneratedMutant, 'file' | 'source'>,
  seeds: number,
): Promise<MutantResult> {
  const jobs = Array.from({ length: seeds }, (_, number): Job => {
    return { number, seed: number + 1, settings: [] };
  });
  let hits = 0;
  let killed: Omit<MutantResult, 'state' | 'hits'> | null = null;
  await runJobs(jobs, {
    processes: 1,
    sources: { [mutant.file]: mutant.source },
    jobWallMsMax: SEED_WALL_MS_MAX,
    onOutcome: (outcome) => {
      if (outcome.kind === 'ran') hits += outcome.hits;
      if (exitCodeOf(outcome) === EXIT.pass) {
        return hits === 0 && outcome.job >= UNREACHED_SEEDS_MAX;
      }
      const violation = outcome.kind === 'ran' ? outcome.result.firstViolation : null;
      const by = violation?.invariant ?? (outcome.kind === 'ran' ? 'a crash' : outcome.kind);
      killed = { by, seed: outcome.job + 1 };
      return true;
    },
  });
  const found = killed as Omit<MutantResult, 'state' | 'hits'> | null;
  if (found !== null) return { state: 'killed', ...found, hits };
  return { state: hits === 0 ? 'not reached' : 'survived', by: null, seed: null, hits };
}
