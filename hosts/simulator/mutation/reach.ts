import { EXIT, exitCodeOf } from '../commands/exit-codes.js';
import { seedsUpTo } from '../commands/first-failing.js';
import { runJobs } from '../commands/pool.js';
import type { MutatedSources } from '../mutants/mutant.js';
import { readSource } from '../mutants/project.js';
import type { GeneratedMutant, Place } from './generate-mutants.js';

/** What seeds do with the code as it is. */
export interface Reach {
  /** Seeds that run the place of a mutant, in ascending order; by number of the mutant. */
  readonly seedsOf: readonly (readonly number[])[];
  /** Seeds that fail already: nothing can be said of mutants with them. */
  readonly failing: readonly number[];
}

/** Runs seeds from 1 on with a mark at each mutant's place: which of them come there? */
export async function reachOf(
  mutants: readonly GeneratedMutant[],
  { seeds, processes }: { readonly seeds: number; readonly processes: number },
): Promise<Reach> {
  const seedsOf = mutants.map((): number[] => []);
  const failing: number[] = [];
  await runJobs(seedsUpTo(seeds), {
    processes,
    sources: marked(mutants),
    onOutcome: (outcome) => {
      const seed = outcome.job + 1;
      if (exitCodeOf(outcome) !== EXIT.pass) failing.push(seed);
      else if (outcome.kind === 'ran') {
        for (const number of outcome.reached) seedsOf[number]?.push(seed);
      }
      return false;
    },
  });
  for (const list of [failing, ...seedsOf]) list.sort((one, other) => one - other);
  return { seedsOf, failing };
}

/** The sources of some mutants as they are, with a mark at each one's place. */
export function marked(mutants: readonly GeneratedMutant[]): MutatedSources {
  const places = new Map<string, (Place & { readonly number: number })[]>();
  for (const [number, { file, node }] of mutants.entries()) {
    places.set(file, [...(places.get(file) ?? []), { ...node, number }]);
  }
  return Object.fromEntries(
    [...places].map(([file, those]) => [file, withMarks(readSource(file), those)] as const),
  );
}

/** Nodes lie side by side or one in the other, so their marks do as well. */
function withMarks(
  source: string,
  places: readonly (Place & { readonly number: number })[],
): string {
  const marks = places.flatMap(({ from, to, isStatement, number }) => {
    const reached = `globalThis.hearthReached?.add(${String(number)})`;
    const before = isStatement ? `{ ${reached}; ` : `(${reached}, `;
    return [
      { at: from, size: to - from, text: before },
      { at: to, size: from - to, text: isStatement ? ' }' : ')' },
    ];
  });
  // What opens at a place stands after what closes there; the larger opens first and closes last.
  marks.sort((one, other) => one.at - other.at || order(one.size, other.size));
  let text = '';
  let done = 0;
  for (const mark of marks) {
    text += source.slice(done, mark.at) + mark.text;
    done = mark.at;
  }
  return text + source.slice(done);
}

/** Sizes of what closes are below zero. */
function order(one: number, other: number): number {
  if (one < 0 !== other < 0) return one - other;
  return other - one;
}
