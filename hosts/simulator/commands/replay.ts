import type { Plan } from '../plan/plan.js';
import { exitCodeOf, type ExitCode } from './exit-codes.js';
import { planGiven, sourcesGiven, type Given } from './given.js';
import { runJobs, type Outcome } from './pool.js';
import { say, seedLine, seedText, traceText } from './print.js';
import { traceLines, writeTrace } from './trace-file.js';

export interface ReplayCommand extends Given {
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
  const plan = planGiven(command);
  const outcomes: Outcome[] = [];
  await runJobs([{ number: 0, plan, trace: true }], {
    processes: 1,
    sources: sourcesGiven(command),
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
