import { readExplanations } from '../mutation/explained.js';
import { generateMutants, type GeneratedMutant } from '../mutation/generate-mutants.js';
import { Reach } from '../mutation/reach.js';
import { ResultsFile } from '../mutation/results-file.js';
import { sampleOf } from '../mutation/sample.js';
import { switched } from '../mutation/switched.js';
import { trialsOf } from '../mutation/trials.js';
import { together, tryMutant, type MutantResult } from '../mutation/try-mutant.js';
import { compilesIn } from '../mutation/type-check.js';
import { Crew } from './crew.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { say } from './print.js';
import { UsageError } from './usage.js';

export interface MutationCommand {
  /** Folders or files below core, adapters or hosts. */
  readonly below: readonly string[];
  /** Mutants that are tried of each of these, at most. */
  readonly mutants: number;
  /** Seeds that each mutant must survive to be called a survivor. */
  readonly seeds: number;
  /** The first of them. */
  readonly from: number;
  /** From one of them to the next. */
  readonly every: number;
  /** What the id of a mutant must have in it. */
  readonly only: string;
  /** Whether those are tried again that have survived so far, by the file of results. */
  readonly survivors: boolean;
  /** Percent of the reached mutants that must be killed. */
  readonly atLeast: number;
  readonly json: boolean;
  readonly jobs: number;
  /** File in which results are kept, and from which a run goes on; null for none. */
  readonly results: string | null;
}

/** One seed of so many may fail already. */
const FAILING_PART_MAX = 20;

/**
 * A seed takes less than a second, and up to minutes on a machine that is shared by many: longer is
 * a mutant that hangs, and one that was only slow must not count as found out.
 */
const SEED_WALL_MS_MAX = 600_000;

interface Tried {
  readonly mutant: GeneratedMutant;
  readonly result: MutantResult;
}

/** Changes the sources by rule, one change at a time, and sees whether seeds find out. */
export async function mutation(command: MutationCommand): Promise<ExitCode> {
  const { seeds, jobs: processes, json } = command;
  const mutants = await chosen(command);
  const options = { processes, sources: switched(mutants), wallMs: SEED_WALL_MS_MAX };
  return Crew.with(options, async (crew) => {
    const reach = new Reach();
    await reach.measure(crew, trialsOf(seeds, command.from, command.every));
    const failing = reach.failing.map(({ seed }) => seed);
    if (failing.length > seeds / FAILING_PART_MAX) {
      say(`too many seeds fail on the code as it is: ${failing.join(', ')}`);
      return EXIT.selfCheck;
    }
    if (failing.length > 0 && !json)
      say(`left out, as they fail on the code as it is: ${failing.join(', ')}`);
    const explanations = readExplanations();
    const tried = await tryAll(mutants, { command, reach, crew }, (one) => {
      const why = explanations.get(one.mutant.id) ?? null;
      if (json) say(JSON.stringify({ ...objectOf(one), explained: why?.verdict ?? null }));
      else if (one.result.state === 'survived') say(survivorText(one, why?.why ?? null));
    });
    for (const place of command.below) {
      const those = tried.filter(({ mutant }) => mutant.file.startsWith(place));
      if (!json) say(`${place}: ${summaryText(summaryOf(those, explanations))}`);
    }
    const summary = { ...summaryOf(tried, explanations), failing };
    say(json ? JSON.stringify(summary) : summaryText(summary));
    return summary.percent >= command.atLeast ? EXIT.pass : EXIT.provedNothing;
  });
}

/** A sample of what is below each place. */
async function chosen(command: MutationCommand): Promise<readonly GeneratedMutant[]> {
  const { below, json, seeds } = command;
  const all = await Promise.all(below.map((place) => generateMutants([place])));
  for (const [index, those] of all.entries()) {
    if (those.length > 0) continue;
    throw new UsageError(`there is nothing to change below ${below[index] ?? ''}`);
  }
  const compiles = await compilesIn([...new Set(all.flat().map(({ file }) => file))]);
  const samples = all.map((those) => sampleOf(those, command.mutants, compiles)).flat();
  const named = samples.filter(({ id }) => id.includes(command.only));
  const mutants = [...new Map(named.map((mutant) => [mutant.id, mutant])).values()];
  const total = String(all.flat().length);
  if (!json) say(`${String(mutants.length)} of ${total} mutants, ${String(seeds)} seeds`);
  return mutants;
}

interface Means {
  readonly command: MutationCommand;
  readonly reach: Reach;
  readonly crew: Crew;
}

/** Tries what is not known yet, several at a time. */
async function tryAll(
  mutants: readonly GeneratedMutant[],
  { command, reach, crew }: Means,
  onTried: (tried: Tried) => void,
): Promise<readonly Tried[]> {
  const known = command.results === null ? null : new ResultsFile(command.results);
  const queue = [...mutants.entries()];
  const tried: Tried[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [number, mutant] = next;
      const kept = known?.of(mutant.id) ?? null;
      const isKnown = kept !== null && !(command.survivors && kept.state !== 'killed');
      const result = isKnown ? kept : together(kept, await tryMutant(number, reach, crew));
      if (!isKnown) known?.add(mutant.id, result);
      const one = { mutant, result };
      tried.push(one);
      onTried(one);
    }
  };
  await Promise.all(Array.from({ length: command.jobs }, work));
  return tried;
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

function summaryOf(
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

function summaryText(summary: MutationSummary): string {
  const { killed, survived, unexplained, notReached, percent } = summary;
  return (
    `${String(killed)} killed, ${String(survived)} survived (${String(unexplained)} not ` +
    `explained), ${String(notReached)} not reached: ` +
    `${percent.toFixed(1)} % of those reached are killed`
  );
}

function objectOf({ mutant, result }: Tried): object {
  const { id, file, line, operator, before, after } = mutant;
  return { id, file, line, operator, before, after, ...result };
}

function survivorText({ mutant, result }: Tried, why: string | null): string {
  const { file, line, before, after } = mutant;
  return [
    `survived: ${file}:${String(line)}, ${String(result.hits)} hits, ` +
      `${String(result.differing)} of ${String(result.tried)} seeds went otherwise`,
    `  -${before}`,
    `  +${after}`,
    `  ${why ?? 'NOT EXPLAINED'}`,
  ].join('\n');
}
