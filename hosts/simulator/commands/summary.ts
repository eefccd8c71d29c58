import { INVARIANTS } from '../invariants/registry.js';
import { isPossible, type Config } from '../plan/config.js';
import { FAULT_CLASS_NAMES, type FaultClass } from '../plan/fault-classes.js';
import { configOf } from '../plan/settings.js';
import type { RunResult } from '../world/run-plan.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.js';
import { countGoals, readGoals, type GoalCount } from './goals.js';
import type { Outcome } from './pool.js';

/** A seed with fewer commits proves nothing. */
export const COMMITS_MIN = 20;
export const CLIENTS_MIN = 2;
/** From so many seeds on, a fault class that was on and changed nothing fails the run. */
export const JUDGED_SEEDS_MIN = 200;

/** What a range of seeds did. */
export interface Summary {
  readonly summary: true;
  readonly seeds: number;
  readonly failed: number;
  readonly seedsPerMinute: number;
  readonly simulatedSecondsPerSecond: number;
  readonly commits: number;
  readonly acknowledgements: number;
  readonly resumes: number;
  readonly resets: number;
  readonly crashes: number;
  /** Seeds in which something ran between two statements of a unit: only these count. */
  readonly interleavedSeeds: number;
  /** Seeds with each class on, and times that it changed what happened. */
  readonly faults: Readonly<
    Record<FaultClass, { readonly seeds: number; readonly outcomes: number }>
  >;
  /** How often each goal of fixtures/sometimes.json was met. */
  readonly goals: readonly GoalCount[];
  /** Times that each invariant judged something. */
  readonly judged: Readonly<Record<string, number>>;
  /** Why the run proves nothing; empty where it does. */
  readonly tooLittle: readonly string[];
}

export interface SummaryInput {
  readonly outcomes: readonly Outcome[];
  readonly settings: readonly string[];
  readonly wallMs: number;
}

/** Sums up outcomes of seeds that all had the same settings. */
export function summarize({ outcomes, settings, wallMs }: SummaryInput): Summary {
  const results = outcomes.flatMap((outcome) => (outcome.kind === 'ran' ? [outcome.result] : []));
  const sum = (of: (result: RunResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const configs = results.map(({ seed }) => configOf(seed, settings));
  const faults = Object.fromEntries(
    FAULT_CLASS_NAMES.map((name) => [
      name,
      {
        seeds: configs.filter((config) => isPossible(config, name)).length,
        outcomes: sum(({ counts }) => counts.outcomes[name]),
      },
    ]),
  ) as Summary['faults'];
  const judged = Object.fromEntries(
    INVARIANTS.map(({ id }) => [id, sum((result) => result.judged[id] ?? 0)]),
  );
  const wallSeconds = wallMs / 1_000;
  return {
    summary: true,
    seeds: outcomes.length,
    failed: outcomes.filter((outcome) => exitCodeOf(outcome) !== EXIT.pass).length,
    seedsPerMinute: Math.round((outcomes.length / wallSeconds) * 60),
    simulatedSecondsPerSecond: Math.round(sum((one) => one.simulatedMs) / 1_000 / wallSeconds),
    commits: sum(({ commits }) => commits),
    acknowledgements: sum(({ counts }) => counts.acknowledgements),
    resumes: sum(({ counts }) => counts.resumes),
    resets: sum(({ counts }) => counts.resets),
    crashes: sum(({ counts }) => counts.crashes),
    interleavedSeeds: results.filter(({ counts }) => counts.interleavings > 0).length,
    faults,
    goals: countGoals(readGoals(), seedGoals(results, configs)),
    judged,
    tooLittle: [...tooLittle(results, configs, faults), ...unjudged(configs, judged)],
  };
}

function seedGoals(results: readonly RunResult[], configs: readonly Config[]) {
  return results.flatMap(({ counts }, at) => {
    const config = configs[at];
    return config === undefined ? [] : [{ config, goals: counts.goals }];
  });
}

/** The exit code of a range: that of its first failing seed, or that it proved nothing. */
export function exitCodeOfRange(outcomes: readonly Outcome[], summary: Summary): ExitCode {
  const inOrder = [...outcomes].sort((one, other) => jobOf(one) - jobOf(other));
  const failing = inOrder.map(exitCodeOf).find((code) => code !== EXIT.pass);
  if (failing !== undefined) return failing;
  return summary.tooLittle.length > 0 ? EXIT.provedNothing : EXIT.pass;
}

function tooLittle(
  results: readonly RunResult[],
  configs: readonly { readonly clients: number }[],
  faults: Summary['faults'],
): readonly string[] {
  const reasons: string[] = [];
  const idle = results.filter(({ ok, commits }) => ok && commits < COMMITS_MIN);
  for (const { seed, commits } of idle) {
    reasons.push(`seed ${String(seed)} has ${String(commits)} commits, fewer than 20`);
  }
  if (configs.some(({ clients }) => clients < CLIENTS_MIN)) {
    reasons.push('a seed has fewer than 2 clients');
  }
  if (results.length < JUDGED_SEEDS_MIN) return reasons;
  for (const name of FAULT_CLASS_NAMES) {
    const { seeds, outcomes } = faults[name];
    if (seeds > 0 && outcomes === 0) reasons.push(`${name} was on and never changed an outcome`);
  }
  return reasons;
}

/** Invariants that had what they need in a long run, and never judged anything. */
function unjudged(configs: readonly Config[], judged: Summary['judged']): readonly string[] {
  if (configs.length < JUDGED_SEEDS_MIN) return [];
  return INVARIANTS.filter(
    ({ id, needs }) =>
      judged[id] === 0 &&
      (needs.length === 0 || configs.some(({ faults }) => needs.some((name) => faults[name].on))),
  ).map(({ id }) => `${id} never judged anything`);
}

function jobOf(outcome: Outcome): number {
  return outcome.job;
}
