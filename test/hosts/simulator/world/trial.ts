import { planOf } from '../../../../hosts/simulator/commands/job.js';
import { runJobs, type Outcome } from '../../../../hosts/simulator/commands/pool.js';
import { FAULT_CLASS_NAMES } from '../../../../hosts/simulator/plan/fault-classes.js';
import type { Fault } from '../../../../hosts/simulator/plan/plan.js';

export type Ran = Extract<Outcome, { readonly kind: 'ran' }>;

/** A seed without any fault but those that are given, on so many server processes. */
export async function trial(options: {
  readonly processes: 1 | 2;
  readonly faults: readonly Fault[];
  readonly settings?: readonly string[];
}): Promise<Ran> {
  const { processes, faults, settings = [] } = options;
  const off = FAULT_CLASS_NAMES.map((name) => `${name}.on=false`);
  const classes = new Set(faults.map((fault) => `${fault.class}.on=true`));
  const all = [`processes=${String(processes)}`, ...off, ...classes, ...settings];
  const quiet = planOf({ number: 0, seed: 3, settings: all });
  const outcomes: Outcome[] = [];
  await runJobs([{ number: 0, plan: { ...quiet, faults }, trace: true }], {
    processes: 1,
    onOutcome: (outcome) => {
      outcomes.push(outcome);
      return false;
    },
  });
  const [outcome] = outcomes;
  if (outcome?.kind !== 'ran') throw new Error(`the trial ${outcome?.kind ?? 'was not run'}`);
  return outcome;
}

/** Times, in milliseconds, at which something ran in a life, such as `server2@1`. */
export function timesOf({ records }: Ran, lane: string): readonly number[] {
  return records.filter((one) => one.lane === lane && one.seq > 0).map((one) => one.timeUs / 1_000);
}
