import type { Seed } from '../kernel/draws.js';
import type { Sabotage, SimulatedApp, SimulatedFault, SimulationDefinition } from './definition.js';
import { runSeed, type SeedOptions } from './run-seed.js';
import type { SeedResult } from './seed-result.js';

/** A definition that cannot be run as it is. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

/** Seeds of a run: from the first to the last, both included. */
export interface SeedRange {
  readonly from: Seed;
  readonly to: Seed;
  /** Faults that stay away. */
  readonly without?: readonly SimulatedFault[];
}

/** What became of many seeds. */
export interface RunReport {
  readonly seeds: number;
  /** Nothing failed, every situation of `sometimes` was met, every invariant judged something. */
  readonly ok: boolean;
  readonly failed: readonly SeedResult[];
  readonly requests: number;
  readonly crashes: number;
  /** Situations that no seed met. */
  readonly missedGoals: readonly string[];
  /** Invariants that had nothing to judge in any seed. */
  readonly neverJudged: readonly string[];
}

/** What became of one sabotage. */
export interface SabotageReport {
  readonly title: string;
  readonly caughtBy: string;
  /** By its own invariant, in time, and harmless with the faults that it needs away. */
  readonly caught: boolean;
  readonly seed: Seed | null;
  readonly firstViolation: string | null;
  readonly silentWithoutNeeds: boolean;
}

/** A simulation that is ready to run. */
export interface Simulation {
  readonly name: string;
  runSeed(seed: Seed, options?: SeedOptions): Promise<SeedResult>;
  run(range: SeedRange): Promise<RunReport>;
  /** Breaks what the definition says to break, one after the other. */
  sabotages(): Promise<readonly SabotageReport[]>;
}

/** Seeds that pass with a sabotage once the faults that it needs are away. */
const SILENT_SEEDS = 20;

/**
 * Makes a simulation of an app: on virtual time, with faults, the same in every run of a seed.
 *
 * @throws DefinitionError for ids that come twice, no operations or no invariants, a sabotage of
 * an invariant that does not exist, and in strict mode for an invariant that no sabotage violates.
 */
export function defineSimulation<App extends SimulatedApp, Client, Model>(
  definition: SimulationDefinition<App, Client, Model>,
): Simulation {
  refuse(definition);
  const { name, sabotages = [] } = definition;
  return {
    name,
    runSeed: (seed, options) => runSeed(definition, seed, options),
    run: (range) => run(definition, range),
    sabotages: async () => {
      const reports: SabotageReport[] = [];
      for (const sabotage of sabotages) reports.push(await trySabotage(definition, sabotage));
      return reports;
    },
  };
}

function refuse<App extends SimulatedApp, Client, Model>(
  definition: SimulationDefinition<App, Client, Model>,
): void {
  const { name, workload, invariants, sabotages = [], strict = false } = definition;
  const ids = new Set(invariants.map(({ id }) => id));
  const problem = (text: string): never => {
    throw new DefinitionError(`${name}: ${text}`);
  };
  if (workload.length === 0) problem('there is nothing to do');
  if (ids.size === 0) problem('nothing must hold');
  if (ids.size < invariants.length) problem('two invariants have the same id');
  for (const { title, caughtBy } of sabotages) {
    if (!ids.has(caughtBy))
      problem(`"${title}" names the invariant ${caughtBy}, which is not there`);
  }
  const watched = new Set(sabotages.map(({ caughtBy }) => caughtBy));
  const idle = [...ids].find((id) => !watched.has(id));
  if (strict && idle !== undefined) problem(`no sabotage shows that ${idle} can fail`);
}

async function run<App extends SimulatedApp, Client, Model>(
  definition: SimulationDefinition<App, Client, Model>,
  { from, to, without = [] }: SeedRange,
): Promise<RunReport> {
  const results: SeedResult[] = [];
  for (let seed = from; seed <= to; seed += 1) {
    results.push(await runSeed(definition, seed, { without }));
  }
  const failed = results.filter(({ ok }) => !ok);
  const met = new Set(results.flatMap(({ goals }) => goals));
  const missedGoals = (definition.sometimes ?? []).filter((goal) => !met.has(goal));
  const neverJudged = definition.invariants
    .map(({ id }) => id)
    .filter((id) => results.every(({ judged }) => (judged[id] ?? 0) === 0));
  return {
    seeds: results.length,
    ok: failed.length === 0 && missedGoals.length === 0 && neverJudged.length === 0,
    failed,
    requests: results.reduce((sum, { requests }) => sum + requests, 0),
    crashes: results.reduce((sum, { crashes }) => sum + crashes, 0),
    missedGoals,
    neverJudged,
  };
}

async function trySabotage<App extends SimulatedApp, Client, Model>(
  definition: SimulationDefinition<App, Client, Model>,
  sabotage: Sabotage<App, Client>,
): Promise<SabotageReport> {
  const { title, caughtBy, seeds, needs } = sabotage;
  const broken = {
    ...definition,
    app: sabotage.app ?? definition.app,
    client: sabotage.client ?? definition.client,
  };
  const found = await firstFailing(broken, { from: 1, to: seeds });
  const harm =
    needs.length === 0
      ? null
      : await firstFailing(broken, { from: 1, to: SILENT_SEEDS, without: needs });
  const firstViolation = found?.violation?.invariant ?? null;
  const silentWithoutNeeds = harm === null;
  return {
    title,
    caughtBy,
    caught: firstViolation === caughtBy && silentWithoutNeeds,
    seed: found?.seed ?? null,
    firstViolation,
    silentWithoutNeeds,
  };
}

async function firstFailing<App extends SimulatedApp, Client, Model>(
  definition: SimulationDefinition<App, Client, Model>,
  { from, to, without = [] }: SeedRange,
): Promise<SeedResult | null> {
  for (let seed = from; seed <= to; seed += 1) {
    const result = await runSeed(definition, seed, { without });
    if (!result.ok) return result;
  }
  return null;
}
