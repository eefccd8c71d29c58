import { readExplanations } from '../mutation/explained.js';
import { generateMutants, type GeneratedMutant } from '../mutation/generate-mutants.js';
import { Reach } from '../mutation/reach.js';
import { ResultsFile } from '../mutation/results-file.js';
import { sampleOf } from '../mutation/sample.js';
import { switched } from '../mutation/switched.js';
import { trialsOf } from '../mutation/trials.js';
import { tryAtOnce, type Survivor } from '../mutation/try-at-once.js';
import { together, tryMutant } from '../mutation/try-mutant.js';
import { objectOf, summaryOf, summaryText, survivorText, type Tried } from '../mutation/summary.js';
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

/** Seeds that a mutant is tried on by itself, of all kinds in turn: those first that find most. */
const ALONE_MAX = 20;

/** One seed of so many may fail already. */
const FAILING_PART_MAX = 20;

/**
 * A seed takes less than a second, and up to minutes on a machine that is shared by many: longer is
 * a mutant that hangs, and one that was only slow must not count as found out.
 */
const SEED_WALL_MS_MAX = 600_000;

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

/** Tries what is not known yet: each by itself, and then all that live at once. */
async function tryAll(
  mutants: readonly GeneratedMutant[],
  { command, reach, crew }: Means,
  onTried: (tried: Tried) => void,
): Promise<readonly Tried[]> {
  const known = command.results === null ? null : new ResultsFile(command.results);
  const queue = [...mutants.entries()];
  const tried: Tried[] = [];
  const alive = new Map<number, Survivor>();
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [number, mutant] = next;
      const kept = known?.of(mutant.id) ?? null;
      const isKnown = kept !== null && !(command.survivors && kept.state !== 'killed');
      const alone = reach.of(number).slice(0, ALONE_MAX);
      const result = isKnown ? kept : together(kept, await tryMutant(number, alone, crew));
      if (!isKnown) known?.add(mutant.id, result);
      if (!isKnown && result.state === 'survived') alive.set(number, { result, alone });
      else end({ mutant, result });
    }
  };
  const end = (one: Tried): void => {
    tried.push(one);
    onTried(one);
  };
  await Promise.all(Array.from({ length: command.jobs }, work));
  for (const [number, result] of await tryAtOnce(alive, reach, crew)) {
    const mutant = mutants[number];
    if (mutant === undefined) continue;
    known?.add(mutant.id, result);
    end({ mutant, result });
  }
  return tried;
}
