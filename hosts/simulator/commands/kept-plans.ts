import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../mutants/project.js';
import type { Plan, Proof } from '../plan/plan.js';
import { readPlan } from '../plan/read-plan.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.js';
import { sourcesGiven } from './given.js';
import { runJobs, type Outcome } from './pool.js';
import { say } from './print.js';

const FOLDER = 'fixtures/plans';

/** What became of one kept plan. */
export interface KeptPlanResult {
  readonly name: string;
  readonly proves: Proof | null;
  /** Whether it passes on the code as it is. */
  readonly passes: boolean;
  /** What is violated first with its canary; null for nothing, or where it names none. */
  readonly found: string | null;
  /** Whether both are as they must be. */
  readonly ok: boolean;
}

/** Plans that are kept for ever, by name. None in an installed package. */
export function readKeptPlans(): readonly { readonly name: string; readonly plan: Plan }[] {
  const folder = join(projectRoot(), FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.plan.json'))
    .sort()
    .map((name) => ({ name, plan: readPlan(readFileSync(join(folder, name), 'utf8')) }));
}

/** Runs every kept plan: as the code is it passes, and with its canary it fails as it says. */
export async function keptPlans(command: {
  readonly jobs: number;
  readonly json: boolean;
}): Promise<ExitCode> {
  const results = await checkKeptPlans(command.jobs);
  for (const result of results) say(command.json ? JSON.stringify(result) : resultText(result));
  return results.every(({ ok }) => ok) ? EXIT.pass : EXIT.provedNothing;
}

/** @param jobs - processes. */
export async function checkKeptPlans(jobs: number): Promise<readonly KeptPlanResult[]> {
  const kept = readKeptPlans();
  const clean: Outcome[] = [];
  await runJobs(
    kept.map(({ plan }, number) => ({ number, plan })),
    { processes: jobs, onOutcome: (outcome) => clean.push(outcome) === 0 },
  );
  const results: KeptPlanResult[] = [];
  for (const [number, { name, plan }] of kept.entries()) {
    const outcome = clean.find(({ job }) => job === number);
    const passes = outcome !== undefined && exitCodeOf(outcome) === EXIT.pass;
    const { proves = null } = plan;
    const found = proves === null ? null : await foundWith(plan, proves);
    const ok = passes && (proves === null || found === proves.invariant);
    results.push({ name, proves, passes, found, ok });
  }
  return results;
}

async function foundWith(plan: Plan, { canary }: Proof): Promise<string | null> {
  const found: { invariant: string | null } = { invariant: null };
  await runJobs([{ number: 0, plan }], {
    processes: 1,
    sources: sourcesGiven({ canary: String(canary), mutate: null }),
    onOutcome: (outcome) => {
      if (outcome.kind === 'ran') {
        found.invariant = outcome.result.firstViolation?.invariant ?? null;
      }
      return true;
    },
  });
  return found.invariant;
}

function resultText({ name, proves, passes, found, ok }: KeptPlanResult): string {
  const as = passes ? 'passes' : 'FAILS on the code as it is';
  const broken =
    proves === null
      ? ''
      : `; with canary ${String(proves.canary)}: ${found ?? 'nothing'} (${proves.invariant})`;
  return `${ok ? 'ok ' : 'NOT'} ${name}: ${as}${broken}`;
}
