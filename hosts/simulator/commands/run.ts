import { mutateByPatch } from '../mutants/project.js';
import { planOf, type Job } from './job.js';
import { measureCoverage } from './coverage.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.js';
import { explainFailures } from './explain-failures.js';
import { sourceFlags } from './given.js';
import { runJobs, type Outcome } from './pool.js';
import { keepPlan, say, seedLine, seedText, summaryText } from './print.js';
import { exitCodeOfRange, summarize } from './summary.js';
import { traceLines, writeTrace } from './trace-file.js';

export interface RunCommand {
  /** In ascending order. */
  readonly seeds: readonly number[];
  readonly settings: readonly string[];
  /** Path of a unified diff. */
  readonly mutate: string | null;
  readonly json: boolean;
  readonly jobs: number;
  readonly coverage: boolean;
  /** File for the whole trace of the only seed; null for none. */
  readonly trace: string | null;
  /** Wall time for making the first failure of each kind smaller; 0 leaves them as they are. */
  readonly shrinkSeconds: number;
}

/** Failing seeds whose plans are kept. */
const PLANS_KEPT_MAX = 10;

/**
 * Runs seeds and says what became of them. @throws MutantError, SettingError before anything runs.
 */
export async function run(command: RunCommand): Promise<ExitCode> {
  const { seeds, settings, json, jobs: processes } = command;
  const sources = command.mutate === null ? null : mutateByPatch(command.mutate);
  const flags = sourceFlags({ canary: null, mutate: command.mutate });
  const trace = command.trace !== null;
  const jobs = seeds.map((seed, number): Job => ({ number, seed, settings, trace }));
  if (jobs[0] !== undefined) {
    const { config } = planOf(jobs[0]);
    if (json) say(JSON.stringify({ config, firstSeed: seeds[0], settings }));
    else say(`first seed: ${JSON.stringify(config)}`);
  }
  const outcomes: Outcome[] = [];
  let plansKept = 0;
  const onOutcome = (outcome: Outcome): boolean => {
    outcomes.push(outcome);
    if (command.trace !== null && jobs[0] !== undefined) {
      writeTrace(command.trace, traceLines(planOf(jobs[0]), outcome));
    }
    const seed = seeds[outcome.job] ?? 0;
    const text = json ? JSON.stringify(seedLine(seed, outcome)) : seedText(seed, outcome);
    if (text !== null) say(text);
    if (exitCodeOf(outcome) === EXIT.pass || plansKept >= PLANS_KEPT_MAX) return false;
    plansKept += 1;
    const path = keepPlan(planOf({ number: 0, seed, settings }), `seed-${String(seed)}`);
    if (!json) say(`  npx hearth simulate replay ${path}${flags}`);
    return false;
  };
  const startedMs = performance.now();
  const runAll = (environment: Readonly<Record<string, string>>): Promise<void> =>
    runJobs(jobs, { processes, sources, environment, onOutcome });
  const coverage = command.coverage ? await measureCoverage(runAll) : (await runAll({}), null);
  const wallMs = performance.now() - startedMs;
  if (command.shrinkSeconds > 0) {
    const failed = outcomes
      .filter((outcome) => exitCodeOf(outcome) !== EXIT.pass)
      .sort((one, other) => one.job - other.job)
      .map((outcome) => ({ outcome, plan: planOf(jobs[outcome.job] as Job) }));
    await explainFailures(failed, {
      sources,
      flags,
      processes,
      json,
      budgetMs: command.shrinkSeconds * 1_000,
    });
  }
  const summary = summarize({ outcomes, settings, wallMs });
  if (json) say(JSON.stringify(coverage === null ? summary : { ...summary, coverage }));
  else {
    say(summaryText(summary));
    if (coverage !== null) {
      say(`coverage of core: ${coverage.percent.toFixed(1)} % of ${String(coverage.lines)} lines`);
      for (const { file, percent } of coverage.least)
        say(`  ${percent.toFixed(0).padStart(3)} %  ${file}`);
    }
  }
  return exitCodeOfRange(outcomes, summary);
}
