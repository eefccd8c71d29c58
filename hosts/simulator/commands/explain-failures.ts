import { writeFileSync } from 'node:fs';
import type { MutatedSources } from '../mutants/mutant.js';
import type { Plan } from '../plan/plan.js';
import { headlineOf } from '../report/headline.js';
import { pageOf } from '../report/page.js';
import { shrink } from '../shrink/shrink.js';
import { signatureOf } from '../shrink/signature.js';
import type { Outcome } from './pool.js';
import { keepPlan, say } from './print.js';
import { failureOf } from './report.js';

/** Failures that are made smaller: the first of each signature, and no more. */
const EXPLAINED_MAX = 3;

/** A plan that failed, and how. */
export interface FailedPlan {
  readonly plan: Plan;
  readonly outcome: Outcome;
}

export interface ExplainOptions {
  readonly sources: MutatedSources | null;
  /** Arguments of the command line that give the same sources again. */
  readonly flags: string;
  readonly processes: number;
  /** Wall time for all of them together. */
  readonly budgetMs: number;
  readonly json: boolean;
}

/**
 * Makes the first failure of each kind as small as the time allows, keeps its plan beside the one
 * of the seed, and writes a page beside both.
 */
export async function explainFailures(
  failed: readonly FailedPlan[],
  options: ExplainOptions,
): Promise<void> {
  const kinds = new Map<string | null, FailedPlan>();
  for (const one of failed) {
    const signature = signatureOf(one.outcome);
    if (!kinds.has(signature)) kinds.set(signature, one);
  }
  const chosen = [...kinds.values()].slice(0, EXPLAINED_MAX);
  for (const { plan } of chosen) await explainOne(plan, options.budgetMs / chosen.length, options);
}

async function explainOne(plan: Plan, budgetMs: number, options: ExplainOptions): Promise<void> {
  const { sources, processes, flags, json } = options;
  const found = await shrink({ plan, sources, processes, budgetMs });
  const name = `seed-${String(plan.seed)}`;
  const smallest = found.kind === 'shrunk' ? found.plan : plan;
  const path = keepPlan(smallest, found.kind === 'shrunk' ? `${name}.shrunk` : name);
  const failure = await failureOf(smallest, sources, `${path}${flags}`);
  if (failure === null) return;
  const page = path.replace(/\.plan\.json$/, '.html');
  writeFileSync(page, pageOf(failure));
  const headline = headlineOf(failure);
  const [ops, faults] = [smallest.ops.length, smallest.faults.length];
  if (json) {
    say(
      JSON.stringify({ explained: true, seed: plan.seed, headline, plan: path, page, ops, faults }),
    );
    return;
  }
  say(`seed ${String(plan.seed)}: ${headline}`);
  say(`  as small as it got: ${String(ops)} operations, ${String(faults)} planned faults`);
  for (const words of smallest.shrinking?.passesWithout.slice(0, 5) ?? []) {
    say(`  passes without ${words}`);
  }
  say(`  npx hearth simulate replay ${path}${flags}`);
  say(`  ${page}`);
}
