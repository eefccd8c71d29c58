import { Crew } from '../commands/crew.js';
import { JOB_WALL_MS_MAX, type Outcome } from '../commands/pool.js';
import type { MutatedSources } from '../mutants/mutant.js';
import type { Plan, Shrinking } from '../plan/plan.js';
import { opText, troublesOf, troubleText, withTroubles } from './parts.js';
import { PASSES } from './passes.js';
import { signatureOf } from './signature.js';
import { Trial } from './trial.js';

/** A candidate that runs longer than this is given up. */
const CANDIDATE_WALL_MS = 15_000;
/** Of the budget, what is for making it smaller: the rest is for explaining it. */
const SMALLER_SHARE = 0.85;
/** Operations and faults of a shrunk plan that are each taken away once more, for the reader. */
const EXPLAINED_MAX = 40;

export interface ShrinkOptions {
  readonly plan: Plan;
  readonly sources: MutatedSources | null;
  readonly processes: number;
  /** Wall time after which the smallest plan so far is taken. */
  readonly budgetMs: number;
}

/** What became of a plan that was to be made smaller. */
export type Shrunk =
  | { readonly kind: 'passes' }
  /** Two runs of the plan that was found went differently. */
  | { readonly kind: 'unsteady'; readonly plan: Plan; readonly hashes: readonly string[] }
  | {
      readonly kind: 'shrunk';
      readonly plan: Plan & { readonly shrinking: Shrinking };
      readonly signature: string;
      /** What is violated first; null where the run fails in another way. */
      readonly invariant: string | null;
      /** Whether nothing more could be taken away within the budget. */
      readonly isSmallest: boolean;
      readonly wallMs: number;
    };

/** Makes a failing plan as small as it gets, failing in the same way. */
export function shrink(options: ShrinkOptions): Promise<Shrunk> {
  const { processes, sources } = options;
  return Crew.with({ processes, sources, wallMs: CANDIDATE_WALL_MS }, (crew) =>
    shrinkWith(crew, options),
  );
}

async function shrinkWith(crew: Crew, { plan, budgetMs }: ShrinkOptions): Promise<Shrunk> {
  const startedMs = performance.now();
  // What hangs is decided as where it failed: on a busy machine a seed may take long.
  const signature = signatureOf(await crew.run({ number: 0, plan }, JOB_WALL_MS_MAX));
  if (signature === null) return { kind: 'passes' };
  const trial = new Trial({ crew, signature, deadlineMs: startedMs + budgetMs * SMALLER_SHARE });
  const left = await toFixpoint(plan, trial);
  const isSmallest = !trial.isOver;
  const passesWithout = await explain(left, trial);
  const again = await trial.again(left);
  const hashes = [again, await trial.again(left)].map(hashOf);
  if (hashes[0] !== hashes[1]) return { kind: 'unsteady', plan: left, hashes };
  const shrinking = {
    fromOps: plan.shrinking?.fromOps ?? plan.ops.length,
    fromFaults: plan.shrinking?.fromFaults ?? plan.faults.length,
    runs: trial.runs,
    passesWithout,
  };
  const wallMs = Math.round(performance.now() - startedMs);
  const invariant = again.kind === 'ran' ? (again.result.firstViolation?.invariant ?? null) : null;
  const small = { ...left, shrinking };
  return { kind: 'shrunk', plan: small, signature, invariant, isSmallest, wallMs };
}

async function toFixpoint(plan: Plan, trial: Trial): Promise<Plan> {
  let left = plan;
  for (;;) {
    const before = JSON.stringify(left);
    for (const pass of PASSES) if (!trial.isOver) left = await pass(left, trial);
    if (trial.isOver || JSON.stringify(left) === before) return left;
  }
}

/** What makes the plan pass when it alone is taken away, in words. Mostly known by now. */
async function explain(plan: Plan, trial: Trial): Promise<readonly string[]> {
  const troubles = troublesOf(plan);
  const without = [
    ...troubles.map((gone) => ({
      words: troubleText(gone),
      plan: withTroubles(
        plan,
        troubles.filter((one) => one !== gone),
      ),
    })),
    ...plan.ops.map((gone) => ({
      words: opText(gone),
      plan: { ...plan, ops: plan.ops.filter((op) => op !== gone) },
    })),
  ].slice(0, EXPLAINED_MAX);
  const outcomes = await Promise.all(without.map((one) => trial.outcome(one.plan)));
  return without.flatMap(({ words }, at) => {
    const outcome = outcomes[at];
    return outcome !== undefined && signatureOf(outcome) === null ? [words] : [];
  });
}

function hashOf(outcome: Outcome): string {
  return outcome.kind === 'ran' ? outcome.result.traceHash : outcome.kind;
}
