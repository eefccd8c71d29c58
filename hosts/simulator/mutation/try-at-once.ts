import type { Crew } from '../commands/crew.js';
import { EXIT, exitCodeOf } from '../commands/exit-codes.js';
import type { PassedTrial, Reach } from './reach.js';
import { foundBy, type MutantResult } from './try-mutant.js';

/** A mutant that has outlived the trials of it by itself. */
export interface Survivor {
  readonly result: MutantResult;
  readonly alone: readonly PassedTrial[];
}

/** Neighbours in a sample are mostly of files that work together, and fall into two groups. */
const GROUPS = [0, 1];

/**
 * Switches on all of a group at once that have outlived the trials of each by itself, for all other
 * trials. What none of them does beside the others, none does by itself, unless one undoes another,
 * as neighbours may: so the many seeds that find nothing are run once for all of a group. A trial
 * that fails is run again with each half of them, down to those that it finds out.
 *
 * @returns what became of each.
 */
export async function tryAtOnce(
  survivors: ReadonlyMap<number, Survivor>,
  reach: Pick<Reach, 'passed'>,
  crew: Pick<Crew, 'run' | 'size'>,
): Promise<ReadonlyMap<number, MutantResult>> {
  const results = new Map([...survivors].map(([mutant, { result }]) => [mutant, result]));
  const queue = [...reach.passed];
  const isDue = (mutant: number, trial: PassedTrial): boolean =>
    results.get(mutant)?.state === 'survived' &&
    trial.reached.has(mutant) &&
    survivors.get(mutant)?.alone.includes(trial) !== true;
  const work = async (): Promise<void> => {
    for (let trial = queue.shift(); trial !== undefined; trial = queue.shift()) {
      const next = trial;
      const due = [...results.keys()].filter((mutant) => isDue(mutant, next));
      for (const group of GROUPS) {
        const those = due.filter((mutant) => mutant % GROUPS.length === group);
        await tryTogether(those, next, { results, crew });
      }
    }
  };
  await Promise.all(Array.from({ length: crew.size }, work));
  return results;
}

interface Means {
  readonly results: Map<number, MutantResult>;
  readonly crew: Pick<Crew, 'run'>;
}

async function tryTogether(
  mutants: readonly number[],
  trial: PassedTrial,
  means: Means,
): Promise<void> {
  const { results, crew } = means;
  const alive = mutants.filter((mutant) => results.get(mutant)?.state === 'survived');
  const [first, ...others] = alive;
  if (first === undefined) return;
  const { seed, settings } = trial;
  const outcome = await crew.run({ number: first, mutants: alive, seed, settings });
  const hasPassed = exitCodeOf(outcome) === EXIT.pass;
  if (!hasPassed && others.length > 0) {
    const half = Math.ceil(alive.length / 2);
    await tryTogether(alive.slice(0, half), trial, means);
    await tryTogether(alive.slice(half), trial, means);
    return;
  }
  const visits = outcome.kind === 'ran' ? outcome.visits : [];
  for (const [index, mutant] of alive.entries()) {
    const before = results.get(mutant);
    // Another trial may have found it out meanwhile.
    if (before?.state !== 'survived') continue;
    const counted = { tried: before.tried + 1, hits: before.hits + (visits[index] ?? 0) };
    const found = hasPassed
      ? {}
      : ({ state: 'killed', by: foundBy(outcome), seed, settings } as const);
    results.set(mutant, { ...before, ...counted, ...found });
  }
}
