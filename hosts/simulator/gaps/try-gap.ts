import { readCanaries, sourcesOf, type Canary } from '../commands/canary-files.js';
import type { CleanSeeds } from '../commands/clean-seeds.js';
import { Crew } from '../commands/crew.js';
import { hunt, settingsOf, type Sighting } from '../commands/hunt.js';
import { JOB_WALL_MS_MAX } from '../commands/pool.js';
import { violationText } from '../commands/print.js';
import { countHits, MutantError } from '../mutants/mutant.js';
import { mutate } from '../mutants/project.js';
import type { GapRow, SimulatedGap, SimulatedProof, TestedGap } from './gap-rows.js';
import { runTests } from '../mutants/run-tests.js';
import { testRun, type CleanTests } from './clean-tests.js';
import type { TestResult, TestsResult } from '../mutants/test-worker.js';

/** What became of one row in this run. */
export interface GapResult {
  /** Whether the check passes as it is and the sabotage turns exactly it red. */
  readonly caught: boolean;
  /** The seed that found the sabotage; null where none did, and for tests. */
  readonly seed: number | null;
  /** Times that sabotaged code has run. */
  readonly hits: number;
  /** What happened, for people. */
  readonly timeline: readonly string[];
}

/** What rows that are tried in one run share. */
export interface GapBench {
  readonly seeds: CleanSeeds;
  readonly tests: CleanTests;
  /** Processes that run the seeds of one sabotage. */
  readonly processes: number;
  /** What became of the canaries that were tried before in the same run, by id. */
  readonly tried: ReadonlyMap<number, Found | null>;
}

/** What a row asks of the seed that found its canary. */
export type Found = Pick<Sighting, 'seed' | 'firstViolation' | 'hits'>;

/** Tries one row. @throws MutantError when its sabotage no longer fits. */
export function tryGap(row: GapRow, bench: GapBench): Promise<GapResult> {
  if (row.kind === 'sim') return trySimulated(row, bench);
  if (row.kind === 'test') return tryTested(row, bench);
  const timeline = [`open: ${row.step}`];
  return Promise.resolve({ caught: false, seed: null, hits: 0, timeline });
}

/** Each of its proofs must hold. */
async function trySimulated(row: SimulatedGap, bench: GapBench): Promise<GapResult> {
  const results: GapResult[] = [];
  for (const proof of [row, ...(row.also ?? [])]) results.push(await tryProof(proof, bench));
  return {
    caught: results.every(({ caught }) => caught),
    seed: results[0]?.seed ?? null,
    hits: results.reduce((sum, { hits }) => sum + hits, 0),
    timeline: results.flatMap(({ timeline }) => timeline),
  };
}

async function tryProof(proof: SimulatedProof, bench: GapBench): Promise<GapResult> {
  const canary = readCanaries().find(({ id }) => id === proof.canary);
  if (canary === undefined) throw new MutantError(`there is no canary ${String(proof.canary)}`);
  const settings = settingsOf(canary);
  const before = bench.tried.get(canary.id);
  const found = before === undefined ? await huntAlone(canary, bench) : before;
  if (found === null) {
    const timeline = [`no seed of ${String(canary.seeds)} found canary ${String(canary.id)}`];
    return { caught: false, seed: null, hits: 0, timeline };
  }
  const { seed, firstViolation: violation, hits } = found;
  const isClean = await bench.seeds.pass(settings, seed);
  const caught = violation?.invariant === proof.invariant && hits > 0 && isClean;
  const flags = settings.map((one) => `--set ${one}`).join(' ');
  const timeline = [
    `seeds 1 to ${String(seed)} as they are: ${isClean ? 'pass' : 'FAIL'}`,
    `seed ${String(seed)} with canary ${String(canary.id)}: ` +
      (violation === null ? 'ended without a violation' : violationText(violation)),
    `npx hearth simulate replay ${String(seed)} ${flags} --canary ${String(canary.id)}`,
  ];
  return { caught, seed, hits, timeline };
}

function huntAlone(canary: Canary, { processes }: GapBench): Promise<Sighting | null> {
  const sources = sourcesOf(canary);
  return Crew.with({ processes, sources, wallMs: JOB_WALL_MS_MAX }, (crew) => hunt(canary, crew));
}

async function tryTested(row: TestedGap, { tests }: GapBench): Promise<GapResult> {
  const { test, sabotage, invariant } = row;
  const edit = { ...sabotage, new: countHits(sabotage.new) };
  const clean = await tests.run(test);
  const broken = await runTests(testRun(test, mutate([edit])));
  const isOfRule = ({ title }: TestResult): boolean => title.startsWith(`${invariant} `);
  const failed = broken?.tests.filter(({ passed }) => !passed) ?? [];
  const isGreen = clean?.tests.every(({ passed }) => passed) === true && clean.tests.some(isOfRule);
  const hits = broken?.hits ?? 0;
  const caught = isGreen && hits > 0 && failed.length > 0 && failed.every(isOfRule);
  const timeline = [
    ...said('as it is', clean, isOfRule),
    `sabotage: ${sabotage.title}`,
    ...said('with the sabotage', broken, isOfRule),
  ];
  return { caught, seed: null, hits, timeline };
}

function said(
  when: string,
  result: TestsResult | null,
  isOfRule: (test: TestResult) => boolean,
): readonly string[] {
  if (result === null) return [`${when}: it did not come to an end`];
  const { tests } = result;
  const passed = tests.filter((test) => test.passed).length;
  const worth = tests.filter((test) => !test.passed || isOfRule(test));
  return [
    `${when}: ${String(passed)} of ${String(tests.length)} tests pass`,
    ...worth.map((test) => {
      const reason = test.passed ? '' : `: ${test.reason.split('\n')[0] ?? ''}`;
      return `  ${test.passed ? 'passes' : 'FAILS '} ${test.title}${reason}`;
    }),
  ];
}
