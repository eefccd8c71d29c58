import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutateByPatch } from '../mutants/project.js';
import type { MutatedSources } from '../mutants/mutant.js';
import { explainFailures, type FailedPlan } from './explain-failures.js';
import { exitCodeOf, EXIT, type ExitCode } from './exit-codes.js';
import { sourceFlags } from './given.js';
import { planOf, type Job } from './job.js';
import { keptPlans } from './kept-plans.js';
import { runJobs, type Outcome } from './pool.js';
import { keepPlan, say, seedLine, seedText } from './print.js';
import { exitCodeOfRange } from './summary.js';
import { swarmSummary, swarmText, type SwarmSummary } from './swarm-summary.js';

export interface SwarmCommand {
  /** How long new seeds are begun. Those that have begun are run to their end. */
  readonly seconds: number;
  /** The first seed; the others follow it. */
  readonly start: number;
  readonly settings: readonly string[];
  /** Path of a unified diff. */
  readonly mutate: string | null;
  readonly stopOnFirst: boolean;
  /** Folder for plans of failing seeds and the summary; null: only plans, in the usual place. */
  readonly out: string | null;
  readonly processes: number;
  /** Wall time for making the first failure of each kind smaller; 0 leaves them as they are. */
  readonly shrinkSeconds: number;
  readonly json: boolean;
}

const PROGRESS_MS = 2_000;
/** Failing seeds whose plans are kept. */
const PLANS_KEPT_MAX = 10;

/**
 * Runs as many seeds as there is time for, and judges them together: what failed, and what none of
 * them met. @throws MutantError, SettingError before anything runs.
 */
export async function swarm(command: SwarmCommand): Promise<ExitCode> {
  const sources = command.mutate === null ? null : mutateByPatch(command.mutate);
  sayStart(command);
  const { processes: jobs, json } = command;
  // On changed sources nothing is known of how the plans that are kept end.
  const kept = sources === null ? await keptPlans({ jobs, json }) : EXIT.pass;
  const watch = new SwarmWatch(command);
  const startedMs = performance.now();
  const untilMs = startedMs + command.seconds * 1_000;
  const progress = setInterval(() => {
    watch.sayProgress(performance.now() - startedMs);
  }, PROGRESS_MS);
  try {
    await runJobs(seedsUntil(command, untilMs), {
      processes: command.processes,
      sources,
      onOutcome: (outcome) => watch.note(outcome),
    });
  } finally {
    clearInterval(progress);
  }
  const wallMs = performance.now() - startedMs;
  await explain(command, sources, watch.failed);
  const code = conclude(command, watch.outcomes, wallMs);
  return code === EXIT.pass ? kept : code;
}

function* seedsUntil({ start, settings }: SwarmCommand, untilMs: number): Generator<Job> {
  for (let number = 0; number === 0 || performance.now() < untilMs; number += 1) {
    yield { number, seed: start + number, settings };
  }
}

/** What is run, in full: with it a swarm can be run again. */
function sayStart({ start, settings, seconds, processes, json }: SwarmCommand): void {
  const { config } = planOf({ number: 0, seed: start, settings });
  const hex = `0x${start.toString(16)}`;
  if (json) say(JSON.stringify({ swarm: true, start, hex, seconds, processes, settings, config }));
  else {
    say(
      `start ${hex} (${String(start)}), ${config.profile}, ${settings.slice(1).join(' ')}`.trim(),
    );
    say(`first seed: ${JSON.stringify(config)}`);
  }
}

/** Takes down what becomes of seeds, and says what somebody who waits wants to know. */
class SwarmWatch {
  readonly #command: SwarmCommand;
  readonly #outcomes: Outcome[] = [];
  readonly #kept: FailedPlan[] = [];
  #failed = 0;

  constructor(command: SwarmCommand) {
    this.#command = command;
  }

  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }

  /** The first that failed, for those who explain them. */
  get failed(): readonly FailedPlan[] {
    return this.#kept;
  }

  /** @returns whether no more seeds are wanted. */
  note(outcome: Outcome): boolean {
    this.#outcomes.push(slim(outcome));
    if (exitCodeOf(outcome) === EXIT.pass) return false;
    this.#failed += 1;
    this.#sayFailing(outcome);
    return this.#command.stopOnFirst;
  }

  sayProgress(elapsedMs: number): void {
    const seconds = Math.round(elapsedMs / 1_000);
    const [seeds, failed] = [this.#outcomes.length, this.#failed];
    const seedsPerMinute = Math.round((seeds / elapsedMs) * 60_000);
    if (this.#command.json) {
      say(JSON.stringify({ progress: true, seconds, seeds, failed, seedsPerMinute }));
    } else {
      const count = `${String(seconds).padStart(5)} s ${String(seeds).padStart(7)} seeds`;
      say(`${count}, ${String(seedsPerMinute)} a minute, ${String(failed)} failed`);
    }
  }

  #sayFailing(outcome: Outcome): void {
    const { start, settings, json, mutate, out } = this.#command;
    const seed = start + outcome.job;
    const plan = planOf({ number: 0, seed, settings });
    if (this.#failed <= PLANS_KEPT_MAX) this.#kept.push({ plan, outcome });
    const path =
      this.#failed > PLANS_KEPT_MAX
        ? null
        : keepPlan(plan, `seed-${String(seed)}`, out ?? undefined);
    if (json) {
      say(JSON.stringify({ ...seedLine(seed, outcome), plan: path }));
      return;
    }
    say(seedText(seed, outcome) ?? '');
    const patched = mutate === null ? '' : ` --mutate ${mutate}`;
    if (path !== null) say(`  npx hearth simulate replay ${path}${patched}`);
  }
}

async function explain(
  { mutate, processes, json, shrinkSeconds }: SwarmCommand,
  sources: MutatedSources | null,
  failed: readonly FailedPlan[],
): Promise<void> {
  if (shrinkSeconds === 0 || failed.length === 0) return;
  const flags = sourceFlags({ canary: null, mutate });
  const budgetMs = shrinkSeconds * 1_000;
  await explainFailures(failed, { sources, flags, processes, json, budgetMs });
}

/** Without what is large and of no use for the whole: a swarm may run for days. */
function slim(outcome: Outcome): Outcome {
  if (outcome.kind !== 'ran') return outcome;
  return { ...outcome, result: { ...outcome.result, checkpoints: [] }, records: [] };
}

function conclude(command: SwarmCommand, outcomes: readonly Outcome[], wallMs: number): ExitCode {
  const { settings, processes, json, out, start } = command;
  const summary = swarmSummary({ outcomes, settings, wallMs, processes, start });
  say(json ? JSON.stringify(summary) : swarmText(summary));
  if (out !== null) writeSummary(out, summary);
  const code = exitCodeOfRange(outcomes, summary);
  return code === EXIT.pass && summary.unknownGoals.length > 0 ? EXIT.selfCheck : code;
}

function writeSummary(folder: string, summary: SwarmSummary): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'swarm.json'), `${JSON.stringify(summary, null, 1)}\n`);
}
