import type { readExplanations } from './explained.js';
import type { GeneratedMutant } from './generate-mutants.js';
import type { MutantResult } from './try-mutant.js';

/** A mutant, and what became of it. */
export interface Tried {
  readonly mutant: GeneratedMutant;
  readonly result: MutantResult;
}

interface MutationSummary {
  readonly tried: number;
  readonly killed: number;
  readonly survived: number;
  /** Of those that survived. */
  readonly unexplained: number;
  readonly notReached: number;
  /** Killed of those reached. */
  readonly percent: number;
}

export function summaryOf(
  tried: readonly Tried[],
  explanations: ReturnType<typeof readExplanations>,
): MutationSummary {
  const count = (state: MutantResult['state']): number =>
    tried.filter(({ result }) => result.state === state).length;
  const [killed, survived, notReached] = [count('killed'), count('survived'), count('not reached')];
  const percent = (100 * killed) / Math.max(1, killed + survived);
  const unexplained = tried.filter(
    ({ mutant, result }) => result.state === 'survived' && !explanations.has(mutant.id),
  ).length;
  return { tried: tried.length, killed, survived, unexplained, notReached, percent };
}

export function summaryText(summary: MutationSummary): string {
  const { killed, survived, unexplained, notReached, percent } = summary;
  return (
    `${String(killed)} killed, ${String(survived)} survived (${String(unexplained)} not ` +
    `explained), ${String(notReached)} not reached: ` +
    `${percent.toFixed(1)} % of those reached are killed`
  );
}

export function objectOf({ mutant, result }: Tried): object {
  const { id, file, line, operator, before, after } = mutant;
  return { id, file, line, operator, before, after, ...result };
}

export function survivorText({ mutant, result }: Tried, why: string | null): string {
  const { file, line, before, after } = mutant;
  return [
    `survived: ${file}:${String(line)}, ${String(result.hits)} hits, ` +
      `${String(result.differing)} of ${String(result.tried)} seeds went otherwise`,
    `  -${before}`,
    `  +${after}`,
    `  ${why ?? 'NOT EXPLAINED'}`,
  ].join('\n');
}
