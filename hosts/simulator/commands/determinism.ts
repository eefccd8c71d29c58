import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit, MutatedSources } from '../mutants/mutant.js';
import { mutate, mutateByPatch, projectRoot } from '../mutants/project.js';
import type { Plan } from '../plan/plan.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.js';
import { planOf, type Job } from './job.js';
import { runJobs, type Outcome } from './pool.js';
import { say, traceText } from './print.js';

export interface DeterminismCommand {
  readonly seeds: number;
  readonly settings: readonly string[];
  readonly mutate: string | null;
  readonly json: boolean;
  readonly jobs: number;
}

/** Far apart, and one of them not by whole hours. */
const TIME_ZONES = ['UTC', 'Asia/Kathmandu'] as const;

/** Leaks that are planted to see that they are found. */
const PLANTS = 'fixtures/plants/determinism.json';
/** By then everyone has arrived. */
const SETTLED_IN_MS = 5_000;

/** Seeds within which a planted leak must show. */
const PLANT_SEEDS = 5;

interface Plant extends Edit {
  readonly title: string;
}

/** Runs every seed in two processes and two time zones, and compares what happened. */
export async function determinism(command: DeterminismCommand): Promise<ExitCode> {
  const sources = command.mutate === null ? null : mutateByPatch(command.mutate);
  const report = await compare(command, { sources, seeds: command.seeds });
  for (const line of report.problems) say(command.json ? JSON.stringify({ problem: line }) : line);
  const distinct = new Set(report.hashes).size;
  const summary = {
    seeds: command.seeds,
    different: report.problems.length,
    distinctHashes: distinct,
    ...(sources === null ? await selfCheck(command) : {}),
  };
  say(command.json ? JSON.stringify(summary) : summaryText(summary));
  if (report.problems.length > 0 || distinct !== report.hashes.length) return EXIT.determinism;
  const plantsFound = !('plants' in summary) || summary.plants.every(({ found }) => found);
  const payloadCounts =
    !('changedPayloadChangesHash' in summary) || summary.changedPayloadChangesHash;
  return plantsFound && payloadCounts ? EXIT.pass : EXIT.selfCheck;
}

interface Compared {
  readonly problems: readonly string[];
  readonly hashes: readonly string[];
}

async function compare(
  { settings, jobs: processes }: DeterminismCommand,
  what: { readonly sources: MutatedSources | null; readonly seeds: number },
): Promise<Compared> {
  const jobs = Array.from(
    { length: what.seeds },
    // What slows everything down is set for a part: once it is there, a leak shows in any seed.
    (_, number): Job => ({ number, seed: number + 1, settings, tripwire: number % 10 === 0 }),
  );
  const { sources } = what;
  const [one, other] = await Promise.all(
    TIME_ZONES.map((zone) => runIn(zone, jobs, { processes: Math.ceil(processes / 2), sources })),
  );
  const problems: string[] = [];
  const hashes: string[] = [];
  for (const job of jobs) {
    const [first, second] = [one?.get(job.number), other?.get(job.number)];
    const problem = differenceOf(first, second);
    if (first?.kind === 'ran') hashes.push(first.result.traceHash);
    if (problem === null) continue;
    const place = await firstDivergence(job, sources);
    problems.push(`seed ${String(job.number + 1)}: ${problem}${place}`);
  }
  return { problems, hashes };
}

async function runIn(
  zone: string,
  jobs: readonly Job[],
  means: { readonly processes: number; readonly sources: MutatedSources | null },
): Promise<ReadonlyMap<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  await runJobs(jobs, {
    ...means,
    environment: { TZ: zone },
    onOutcome: (outcome) => {
      outcomes.set(outcome.job, outcome);
      return false;
    },
  });
  return outcomes;
}

function differenceOf(first: Outcome | undefined, second: Outcome | undefined): string | null {
  for (const outcome of [first, second]) {
    if (outcome?.kind !== 'ran') return 'a process ended without a result';
    const [name] = outcome.result.tripped;
    if (name !== undefined) return `it reached for ${name}`;
    if (exitCodeOf(outcome) === EXIT.crashed) return 'it crashed';
  }
  if (first?.kind !== 'ran' || second?.kind !== 'ran') return 'a process ended without a result';
  const hashes = [first.result.traceHash, second.result.traceHash] as const;
  return hashes[0] === hashes[1] ? null : `two runs differ (${hashes.join(' and ')})`;
}

/** Runs a seed twice more with its whole trace, and shows the first event that is not the same. */
async function firstDivergence(job: Job, sources: MutatedSources | null): Promise<string> {
  const traced = [{ ...job, number: 0, trace: true }];
  const runs = await Promise.all(
    TIME_ZONES.map((zone) => runIn(zone, traced, { processes: 1, sources })),
  );
  const [one, other] = runs.map((outcomes) => {
    const outcome = outcomes.get(0);
    return outcome?.kind === 'ran' ? outcome.records.map(traceText) : [];
  });
  if (one === undefined || other === undefined) return '';
  const at = one.findIndex((line, index) => line !== other[index]);
  if (at === -1) return '';
  const events = `    ${one[at] ?? ''}\n    ${other[at] ?? ''}`;
  return `\n  first different event, number ${String(at)}:\n${events}`;
}

/** Whether what must be found is found: planted leaks, and a changed payload. */
async function selfCheck(command: DeterminismCommand) {
  const text = readFileSync(join(projectRoot(), PLANTS), 'utf8');
  const plants: { title: string; found: boolean }[] = [];
  for (const plant of JSON.parse(text) as readonly Plant[]) {
    plants.push({ title: plant.title, found: await isFound(plant, command.settings) });
  }
  return { plants, changedPayloadChangesHash: await payloadChangesHash(command.settings) };
}

/** Whether one of the first seeds differs with it. The next is run where one does not. */
async function isFound(plant: Plant, settings: readonly string[]): Promise<boolean> {
  const sources = mutate([plant]);
  for (let seed = 1; seed <= PLANT_SEEDS; seed += 1) {
    const job: Job = { number: 0, seed, settings, tripwire: seed === 1 };
    const runs = TIME_ZONES.map((zone) => runIn(zone, [job], { processes: 1, sources }));
    const [one, other] = await Promise.all(runs);
    if (differenceOf(one?.get(0), other?.get(0)) !== null) return true;
  }
  return false;
}

async function payloadChangesHash(settings: readonly string[]): Promise<boolean> {
  const plan = planOf({ number: 0, seed: 1, settings });
  const hashes: string[] = [];
  await runJobs(
    [
      { number: 0, plan },
      { number: 1, plan: withOtherBody(plan) },
    ],
    {
      processes: 1,
      onOutcome: (outcome) => {
        if (outcome.kind === 'ran') hashes.push(outcome.result.traceHash);
        return false;
      },
    },
  );
  return hashes.length === 2 && hashes[0] !== hashes[1];
}

/** The same plan with the letters of every body the other way round, once everyone has arrived. */
function withOtherBody(plan: Plan): Plan {
  const ops = plan.ops.map((op) =>
    op.kind === 'post' && op.t >= SETTLED_IN_MS
      ? { ...op, body: Array.from(op.body).reverse().join('') }
      : op,
  );
  return { ...plan, ops };
}

function summaryText(summary: {
  readonly seeds: number;
  readonly different: number;
  readonly distinctHashes: number;
  readonly plants?: readonly { readonly title: string; readonly found: boolean }[];
  readonly changedPayloadChangesHash?: boolean;
}): string {
  const { seeds, different, distinctHashes, plants = [] } = summary;
  return [
    `${String(seeds)} seeds run twice, ${String(different)} different; ` +
      `${String(distinctHashes)} distinct trace hashes`,
    ...plants.map(({ title, found }) => `planted ${title}: ${found ? 'reported' : 'NOT REPORTED'}`),
    ...(summary.changedPayloadChangesHash === undefined
      ? []
      : [
          `a changed payload changes the hash: ${summary.changedPayloadChangesHash ? 'yes' : 'NO'}`,
        ]),
  ].join('\n');
}
