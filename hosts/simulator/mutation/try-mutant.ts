import type { Crew } from '../commands/crew.js';
import { EXIT, exitCodeOf } from '../commands/exit-codes.js';
import type { Outcome } from '../commands/pool.js';
import type { PassedTrial } from './reach.js';

/** What became of a mutant. */
export interface MutantResult {
  readonly state: 'killed' | 'survived' | 'not reached';
  /** What was violated first, or how the run ended; null for one that was not killed. */
  readonly by: string | null;
  /** The seed that killed it, else null. */
  readonly seed: number | null;
  /** Values that are pinned in that seed. */
  readonly settings: readonly string[];
  /** Seeds that it was tried on, and those in which anything went otherwise by it alone. */
  readonly tried: number;
  readonly differing: number;
  /** Times that its place has run. */
  readonly hits: number;
}

const NOT_REACHED: MutantResult = {
  state: 'not reached',
  by: null,
  seed: null,
  settings: [],
  tried: 0,
  differing: 0,
  hits: 0,
};

/** Switches one mutant on for trials that come to its place, until one fails. */
export async function tryMutant(
  mutant: number,
  trials: readonly PassedTrial[],
  crew: Crew,
): Promise<MutantResult> {
  if (trials.length === 0) return NOT_REACHED;
  let [hits, tried, differing] = [0, 0, 0];
  for (const trial of trials) {
    const { seed, settings } = trial;
    const outcome = await crew.run({ number: mutant, mutants: [mutant], seed, settings });
    tried += 1;
    if (outcome.kind === 'ran') hits += outcome.hits;
    const isSame = outcome.kind === 'ran' && outcome.result.traceHash === trial.traceHash;
    if (!isSame) differing += 1;
    if (exitCodeOf(outcome) === EXIT.pass) continue;
    trial.kills += 1;
    return { state: 'killed', by: foundBy(outcome), seed, settings, tried, differing, hits };
  }
  return { ...NOT_REACHED, state: 'survived', tried, differing, hits };
}

/** What became of a mutant on some seeds and then, where it was alive, on others. */
export function together(before: MutantResult | null, after: MutantResult): MutantResult {
  if (before === null) return after;
  return {
    ...after,
    state: after.state === 'not reached' ? before.state : after.state,
    tried: before.tried + after.tried,
    differing: before.differing + after.differing,
    hits: before.hits + after.hits,
  };
}

/** What was violated first, or how a run ended. */
export function foundBy(outcome: Outcome): string {
  if (outcome.kind !== 'ran') return outcome.kind;
  return outcome.result.firstViolation?.invariant ?? 'a crash';
}
