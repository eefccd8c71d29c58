import { planOf } from '../../../../hosts/simulator/commands/job.js';
import { runJobs, type Outcome } from '../../../../hosts/simulator/commands/pool.js';
import { FAULT_CLASS_NAMES } from '../../../../hosts/simulator/plan/fault-classes.js';
import type { Fault, Plan } from '../../../../hosts/simulator/plan/plan.js';

export type Ran = Extract<Outcome, { readonly kind: 'ran' }>;

/** Which processes, which faults, and which values of the configuration. */
export interface Trial {
  readonly processes: 1 | 2;
  readonly faults: readonly Fault[];
  readonly settings?: readonly string[];
}

/** A seed without any fault but those that are given, on so many server processes. */
export async function trial(options: Trial): Promise<Ran> {
  const [ran] = await run([{ plan: planOfTrial(options), trace: true }]);
  return ran!;
}

/** Several, one after the other in one process and without their traces. */
export function trials(several: readonly Trial[]): Promise<readonly Ran[]> {
  return run(several.map((options) => ({ plan: planOfTrial(options), trace: false })));
}

function planOfTrial({ processes, faults, settings = [] }: Trial): Plan {
  const off = FAULT_CLASS_NAMES.map((name) => `${name}.on=false`);
  const classes = new Set(faults.map((fault) => `${fault.class}.on=true`));
  const all = [`processes=${String(processes)}`, ...off, ...classes, ...settings];
  return { ...planOf({ number: 0, seed: 3, settings: all }), faults };
}

async function run(wanted: readonly { plan: Plan; trace: boolean }[]): Promise<readonly Ran[]> {
  const ran: Ran[] = [];
  await runJobs(
    wanted.map((one, number) => ({ number, ...one })),
    {
      processes: 1,
      onOutcome: (outcome) => {
        if (outcome.kind !== 'ran') throw new Error(`the trial ${outcome.kind}`);
        ran.push(outcome);
        return false;
      },
    },
  );
  return ran;
}

/** Times, in milliseconds, at which something ran in a life, such as `server2@1`. */
export function timesOf({ records }: Ran, lane: string): readonly number[] {
  return records.filter((one) => one.lane === lane && one.seq > 0).map((one) => one.timeUs / 1_000);
}
