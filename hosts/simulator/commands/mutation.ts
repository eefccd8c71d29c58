import { readExplanations } from '../mutation/explained.js';
import { generateMutants, type GeneratedMutant } from '../mutation/generate-mutants.js';
import { tryMutant, type MutantResult } from '../mutation/try-mutant.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { firstFailing, seedsUpTo } from './first-failing.js';
import { say } from './print.js';
import { UsageError } from './usage.js';

export interface MutationCommand {
  /** Folders or files below core, adapters or hosts. */
  readonly below: readonly string[];
  /** Mutants that are tried, at most. */
  readonly mutants: number;
  /** Seeds that each mutant must survive to be called a survivor. */
  readonly seeds: number;
  /** Percent of the reached mutants that must be killed. */
  readonly atLeast: number;
  readonly json: boolean;
  readonly jobs: number;
}

interface Tried {
  readonly mutant: GeneratedMutant;
  readonly result: MutantResult;
}

/** Changes the sources by rule, one change at a time, and sees whether seeds find out. */
export async function mutation(command: MutationCommand): Promise<ExitCode> {
  const { below, mutants, seeds, jobs, json } = command;
  const all = await generateMutants(below);
  if (all.length === 0)
    throw new UsageError(`there is nothing to change below ${below.join(', ')}`);
  const chosen = all.slice(0, mutants);
  if (!json)
    say(`${String(chosen.length)} of ${String(all.length)} mutants, ${String(seeds)} seeds`);
  const clean = await firstFailing({ jobs: seedsUpTo(seeds), processes: jobs, sources: null });
  if (clean !== null) {
    say(`seed ${String(clean.seed)} fails on the code as it is: nothing can be said of mutants`);
    return EXIT.selfCheck;
  }
  const explanations = readExplanations();
  const tried = await tryAll(chosen, command, (one) => {
    const why = explanations.get(one.mutant.id) ?? null;
    if (json) say(JSON.stringify({ ...objectOf(one), explained: why?.verdict ?? null }));
    else if (one.result.state === 'survived') say(survivorText(one, why?.why ?? null));
  });
  const count = (state: MutantResult['state']): number =>
    tried.filter(({ result }) => result.state === state).length;
  const [killed, survived] = [count('killed'), count('survived')];
  const percent = (100 * killed) / Math.max(1, killed + survived);
  const unexplained = tried.filter(
    ({ mutant, result }) => result.state === 'survived' && !explanations.has(mutant.id),
  ).length;
  const summary = { tried: tried.length, killed, survived, unexplained, percent };
  if (json) say(JSON.stringify({ ...summary, notReached: count('not reached') }));
  else {
    say(
      `${String(killed)} killed, ${String(survived)} survived (${String(unexplained)} not ` +
        `explained), ${String(count('not reached'))} not reached: ` +
        `${percent.toFixed(1)} % of those reached are killed`,
    );
  }
  return percent >= command.atLeast ? EXIT.pass : EXIT.provedNothing;
}

async function tryAll(
  mutants: readonly GeneratedMutant[],
  { seeds, jobs }: MutationCommand,
  onTried: (tried: Tried) => void,
): Promise<readonly Tried[]> {
  const queue = [...mutants];
  const tried: Tried[] = [];
  const work = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const one = { mutant, result: await tryMutant(mutant, seeds) };
      tried.push(one);
      onTried(one);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return tried;
}

function objectOf({ mutant, result }: Tried): object {
  const { id, file, line, operator, before, after } = mutant;
  return { id, file, line, operator, before, after, ...result };
}

function survivorText({ mutant, result }: Tried, why: string | null): string {
  const { file, line, before, after } = mutant;
  return [
    `survived: ${file}:${String(line)}, ${String(result.hits)} hits`,
    `  -${before}`,
    `  +${after}`,
    `  ${why ?? 'NOT EXPLAINED'}`,
  ].join('\n');
}
