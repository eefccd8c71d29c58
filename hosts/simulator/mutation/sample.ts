import type { GeneratedMutant } from './generate-mutants.js';
import type { Compiles } from './type-check.js';

/**
 * So many mutants that compile, the first of each file before the second of any.
 *
 * @param mutants - in the order in which those of one file are taken.
 */
export function sampleOf(
  mutants: readonly GeneratedMutant[],
  count: number,
  compiles: Compiles,
): readonly GeneratedMutant[] {
  const byFile = new Map<string, GeneratedMutant[]>();
  for (const mutant of mutants) {
    const queue = byFile.get(mutant.file) ?? [];
    byFile.set(mutant.file, queue);
    queue.push(mutant);
  }
  const queues = [...byFile.keys()].sort().map((file) => byFile.get(file) ?? []);
  const sample: GeneratedMutant[] = [];
  while (sample.length < count && queues.some((queue) => queue.length > 0)) {
    for (const queue of queues) {
      const next = firstThat(queue, compiles);
      if (next !== undefined && sample.length < count) sample.push(next);
    }
  }
  return sample;
}

/** Takes mutants from a queue up to the first that compiles. */
function firstThat(queue: GeneratedMutant[], compiles: Compiles): GeneratedMutant | undefined {
  let next = queue.shift();
  while (next !== undefined && !compiles(next)) next = queue.shift();
  return next;
}
