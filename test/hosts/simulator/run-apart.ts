import { runJobs } from '../../../hosts/simulator/commands/pool.js';
import type { Plan } from '../../../hosts/simulator/plan/plan.js';
import type { RunResult } from '../../../hosts/simulator/world/run-plan.js';

/**
 * Runs plans in a process of its own, as the command does: what other tests have left running would
 * reach for real clocks in the middle of a run.
 */
export async function runApart(plans: readonly Plan[]): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  const jobs = plans.map((plan, number) => ({ number, plan }));
  await runJobs(jobs, {
    processes: 1,
    onOutcome: (outcome) => {
      if (outcome.kind === 'ran') results.push(outcome.result);
      return outcome.kind !== 'ran';
    },
  });
  return results;
}
