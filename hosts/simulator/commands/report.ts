import { writeFileSync } from 'node:fs';
import { terminalText } from '../report/lines.js';
import { pageOf } from '../report/page.js';
import type { Failure } from '../report/story.js';
import type { Plan } from '../plan/plan.js';
import type { MutatedSources } from '../mutants/mutant.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { planGiven, sourceFlags, sourcesGiven, type Given } from './given.js';
import { runJobs, type Outcome } from './pool.js';
import { say, seedText } from './print.js';

export interface ReportCommand extends Given {
  /** Where the page goes; null for none. */
  readonly output: string | null;
}

/** Runs a failing seed or plan and says what led to its failure, in the terminal and as a page. */
export async function report(command: ReportCommand): Promise<ExitCode> {
  const plan = planGiven(command);
  const flags = `${command.what}${settingFlags(command.settings)}${sourceFlags(command)}`;
  const failure = await failureOf(plan, sourcesGiven(command), flags);
  if (failure === null) {
    say('it passes: there is nothing to report');
    return EXIT.pass;
  }
  if (command.output !== null) writeFileSync(command.output, pageOf(failure));
  say(terminalText(failure));
  if (command.output !== null) say(`page: ${command.output}`);
  return EXIT.pass;
}

/**
 * Runs a plan with its whole trace. Null when it passes.
 *
 * @param command - arguments that give the same run again.
 */
export async function failureOf(
  plan: Plan,
  sources: MutatedSources | null,
  command: string,
): Promise<Failure | null> {
  const outcomes: Outcome[] = [];
  await runJobs([{ number: 0, plan, trace: true }], {
    processes: 1,
    sources,
    onOutcome: (only) => outcomes.push(only) > 0,
  });
  const [outcome] = outcomes;
  const otherwise = outcome === undefined ? null : seedText(plan.seed, outcome);
  if (outcome === undefined || otherwise === null) return null;
  if (outcome.kind !== 'ran') {
    const nothing = { records: [], violation: null, hash: 'none', scene: [] };
    return { plan, otherwise, command, ...nothing };
  }
  const { records, result } = outcome;
  const { firstViolation: violation, traceHash: hash, scene } = result;
  return { plan, records, violation, otherwise, hash, scene, command };
}

function settingFlags(settings: readonly string[]): string {
  return settings.map((setting) => ` --set ${setting}`).join('');
}
