import { EXIT, type ExitCode } from './exit-codes.js';
import { shrink as shrinkPlan } from '../shrink/shrink.js';
import { planGiven, sourceFlags, sourcesGiven, type Given } from './given.js';
import { keepPlan, say, writePlan } from './print.js';

export interface ShrinkCommand extends Given {
  readonly seconds: number;
  /** Where the plan goes; null for the folder of failing plans. */
  readonly output: string | null;
  readonly jobs: number;
  readonly json: boolean;
}

/** Makes a failing seed or plan smaller, and keeps both. */
export async function shrink(command: ShrinkCommand): Promise<ExitCode> {
  const { json, jobs: processes, output } = command;
  const plan = planGiven(command);
  const sources = sourcesGiven(command);
  const found = await shrinkPlan({ plan, sources, processes, budgetMs: command.seconds * 1_000 });
  if (found.kind === 'passes') {
    say(json ? JSON.stringify(found) : 'it passes: there is nothing to make smaller');
    return EXIT.pass;
  }
  if (found.kind === 'unsteady') {
    say(json ? JSON.stringify(found) : `two runs differ: ${found.hashes.join(', ')}`);
    return EXIT.determinism;
  }
  const name = `seed-${String(plan.seed)}`;
  const original = keepPlan(plan, name);
  const { canary } = command;
  const { invariant } = found;
  const proof =
    canary === null || invariant === null ? {} : { proves: { invariant, canary: Number(canary) } };
  const small = { ...found.plan, ...proof };
  const path = output ?? keepPlan(small, `${name}.shrunk`);
  if (output !== null) writePlan(output, small);
  const { signature, isSmallest, wallMs } = found;
  const { runs, passesWithout, fromOps, fromFaults } = found.plan.shrinking;
  if (json) {
    const counts = { ops: found.plan.ops.length, faults: found.plan.faults.length };
    say(JSON.stringify({ ...counts, path, original, signature, isSmallest, wallMs, runs }));
    return EXIT.pass;
  }
  say(signature);
  say(
    `${String(fromOps)} operations and ${String(fromFaults)} planned faults are now ` +
      `${String(found.plan.ops.length)} and ${String(found.plan.faults.length)}, ` +
      `in ${(wallMs / 1_000).toFixed(1)} s and ${String(runs)} runs` +
      (isSmallest ? '' : '; the time was over before it could not get smaller'),
  );
  for (const words of passesWithout) say(`  passes without ${words}`);
  say(`  npx hearth simulate replay ${path}${sourceFlags(command)}`);
  return EXIT.pass;
}
