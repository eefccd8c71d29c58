import { existsSync, readFileSync } from 'node:fs';
import type { MutatedSources } from '../mutants/mutant.js';
import { mutateByPatch } from '../mutants/project.js';
import { PLAN_VERSION, type Plan } from '../plan/plan.js';
import { readCanaries, sourcesOf } from './canary-files.js';
import { exitCodeOf, type ExitCode } from './exit-codes.js';
import { planOf } from './job.js';
import { runJobs, type Outcome } from './pool.js';
import { say, seedLine, seedText, traceText } from './print.js';
import { traceLines, writeTrace } from './trace-file.js';
import { UsageError } from './usage.js';

export interface ReplayCommand {
  /** Path of a plan, or a seed. */
  readonly what: string;
  readonly settings: readonly string[];
  readonly canary: string | null;
  readonly mutate: string | null;
  /** Whether the kernel's own events are shown too. */
  readonly events: boolean;
  /** File for the whole trace; null for none. */
  readonly trace: string | null;
  readonly json: boolean;
}

/** What the kernel does by itself, of no interest to most readers. */
const INNER_KINDS = new Set(['storage', 'microtasks', 'timer', 'disk', 'frame', 'unstall']);

/** Runs one plan with its whole trace. */
export async function replay(command: ReplayCommand): Promise<ExitCode> {
  const plan = readPlan(command);
  const outcomes: Outcome[] = [];
  await runJobs([{ number: 0, plan, trace: true }], {
    processes: 1,
    sources: sourcesFor(command),
    onOutcome: (only) => outcomes.push(only) > 0,
  });
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error('a job ended without an outcome');
  if (command.trace !== null) writeTrace(command.trace, traceLines(plan, outcome));
  return show(command, plan, outcome);
}

function show(command: ReplayCommand, plan: Plan, outcome: Outcome): ExitCode {
  const { json, events } = command;
  const records = outcome.kind === 'ran' ? outcome.records : [];
  say(
    json ? JSON.stringify({ seed: plan.seed, config: plan.config }) : JSON.stringify(plan.config),
  );
  for (const record of records) {
    if (!events && INNER_KINDS.has(record.kind)) continue;
    say(json ? JSON.stringify(record) : traceText(record));
  }
  const verdict = seedText(plan.seed, outcome) ?? `seed ${String(plan.seed)}: pass`;
  say(json ? JSON.stringify(seedLine(plan.seed, outcome)) : verdict);
  return exitCodeOf(outcome);
}

function readPlan({ what, settings }: ReplayCommand): Plan {
  if (/^\d+$/.test(what)) return planOf({ number: 0, seed: Number(what), settings });
  if (!existsSync(what)) throw new UsageError(`${what} is neither a seed nor a file`);
  if (settings.length > 0)
    throw new UsageError('a plan has its settings in it: --set is for seeds');
  const plan = JSON.parse(readFileSync(what, 'utf8')) as { readonly version?: unknown };
  if (plan.version === PLAN_VERSION) return plan as Plan;
  throw new UsageError(`${what} is not a plan of version ${String(PLAN_VERSION)}`);
}

function sourcesFor({ canary, mutate }: ReplayCommand): MutatedSources | null {
  if (canary !== null) {
    const found = readCanaries().find(({ id }) => String(id) === canary);
    if (found === undefined) throw new UsageError(`there is no canary ${canary}`);
    return sourcesOf(found);
  }
  return mutate === null ? null : mutateByPatch(mutate);
}
