import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../mutants/project.js';
import { isPossible, type Config } from '../plan/config.js';
import type { FaultClass } from '../plan/fault-classes.js';

/** A situation that a swarm must have met: without it, it proves nothing about it. */
export interface Goal {
  readonly id: string;
  readonly title: string;
  /** Fault classes that must all be on for it to be met. */
  readonly needs: readonly FaultClass[];
  /** Seeds of a swarm from which on it counts that none met it; absent: from 200 on. */
  readonly from?: number;
}

/** How often a goal was met. */
export interface GoalCount {
  readonly id: string;
  /** Whether there were enough seeds for a miss to count. */
  readonly judged: boolean;
  /** Seeds that could meet it: all that it needs was on. */
  readonly able: number;
  /** Seeds that met it. */
  readonly seeds: number;
  readonly times: number;
}

/** What one seed did about goals. */
export interface SeedGoals {
  readonly config: Config;
  readonly goals: Readonly<Record<string, number>>;
}

/** Seeds from which on a goal that none of them met counts as missed. */
const JUDGED_FROM = 200;

const GOALS_FILE = 'fixtures/sometimes.json';

/** All goals, in the order of their file. None in an installed package. */
export function readGoals(): readonly Goal[] {
  const path = join(projectRoot(), GOALS_FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Goal[]) : [];
}

/** Counts every goal of the list over seeds. */
export function countGoals(
  goals: readonly Goal[],
  results: readonly SeedGoals[],
): readonly GoalCount[] {
  return goals.map(({ id, needs, from = JUDGED_FROM }) => {
    const able = results.filter(({ config }) => needs.every((name) => isPossible(config, name)));
    const met = results.map((one) => one.goals[id] ?? 0).filter((times) => times > 0);
    const times = met.reduce((sum, each) => sum + each, 0);
    const judged = results.length >= from;
    return { id, judged, able: able.length, seeds: met.length, times };
  });
}

/** Goals that some of enough seeds could meet and none did. */
export function missedGoals(counts: readonly GoalCount[]): readonly string[] {
  const missed = counts.filter(({ judged, able, seeds }) => judged && able > 0 && seeds === 0);
  return missed.map(({ id }) => id);
}

/** Goals that were noted and are not in the list: a misspelt one would never be missed. */
export function unknownGoals(
  goals: readonly Goal[],
  results: readonly SeedGoals[],
): readonly string[] {
  const known = new Set(goals.map(({ id }) => id));
  const noted = new Set(results.flatMap((one) => Object.keys(one.goals)));
  return [...noted].filter((id) => !known.has(id)).sort();
}
