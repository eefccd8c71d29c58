import { readCanaries, sourcesOf } from '../commands/canary-files.js';
import { firstFailing, seedsUpTo } from '../commands/first-failing.js';
import { hunt, settingsOf } from '../commands/hunt.js';
import { violationText } from '../commands/print.js';
import { countHits, MutantError } from '../mutants/mutant.js';
import { mutate } from '../mutants/project.js';
import type { GapRow, SimulatedGap, TestedGap } from './gap-rows.js';
import { builtTest, runTests } from '../mutants/run-tests.js';
import type { TestResult, TestsResult } from '../mutants/test-worker.js';

/** A broken mechanism may make a test wait for ever: it need not be waited for as long. */
const TEST_MS_MAX = 10_000;
/** A file of tests that takes longer hangs. */
const FILE_MS_MAX = 120_000;

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

/** Tries one row. @throws MutantError when its sabotage no longer fits. */
export function tryGap(row: GapRow, processes: number): Promise<GapResult> {
  if (row.kind === 'sim') return trySimulated(row, processes);
  if (row.kind === 'test') return tryTested(row);
  const timeline = [`open: ${row.step}`];
  return Promise.resolve({ caught: false, seed: null, hits: 0, timeline });
}

async function trySimulated(row: SimulatedGap, processes: number): Promise<GapResult> {
  const canary = readCanaries().find(({ id }) => id === row.canary);
  if (canary === undefined) throw new MutantError(`there is no canary ${String(row.canary)}`);
  const settings = settingsOf(canary);
  const found = await hunt(canary, sourcesOf(canary), processes);
  if (found === null) {
    const timeline = [`no seed of ${String(canary.seeds)} found canary ${String(canary.id)}`];
    return { caught: false, seed: null, hits: 0, timeline };
  }
  const { seed, firstViolation: violation, hits } = found;
  const clean = await firstFailing({ jobs: seedsUpTo(seed, settings), processes, sources: null });
  const caught = violation?.invariant === row.invariant && hits > 0 && clean === null;
  const flags = settings.map((one) => `--set ${one}`).join(' ');
  const timeline = [
    `seeds 1 to ${String(seed)} as they are: ${clean === null ? 'pass' : 'FAIL'}`,
    `seed ${String(seed)} with canary ${String(canary.id)}: ` +
      (violation === null ? 'ended without a violation' : violationText(violation)),
    `npx hearth simulate replay ${String(seed)} ${flags} --canary ${String(canary.id)}`,
  ];
  return { caught, seed, hits, timeline };
}

async function tryTested(row: TestedGap): Promise<GapResult> {
  const { test, sabotage, invariant } = row;
  const edit = { ...sabotage, new: countHits(sabotage.new) };
  const run = { files: [builtTest(test)], testMsMax: TEST_MS_MAX, msMax: FILE_MS_MAX };
  const clean = await runTests({ ...run, sources: null });
  const broken = await runTests({ ...run, sources: mutate([edit]) });
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
