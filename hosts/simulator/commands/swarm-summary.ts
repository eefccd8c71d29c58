import { configOf } from '../plan/settings.js';
import { missedGoals, readGoals, unknownGoals } from './goals.js';
import type { Outcome } from './pool.js';
import { faultRows } from './print.js';
import { summarize, type Summary, type SummaryInput } from './summary.js';

/** A goal that fewer seeds meet is a rare one. */
const RARE_PERCENT = 10;

/** A summary with what only a swarm is judged by. */
export interface SwarmSummary extends Summary {
  readonly profile: string;
  /** The first seed. */
  readonly start: number;
  readonly processes: number;
  readonly wallSeconds: number;
  readonly commitsPerSeed: number;
  readonly seedsPerMinutePerCore: number;
  /** Commits, acknowledgements, outcomes of faults, and goals met. */
  readonly interestingEventsPerSecond: number;
  /** Wall time of a seed in milliseconds; half of them, and 99 in 100, take no more. */
  readonly seedMs: {
    readonly p50: number;
    readonly p99: number;
    readonly max: number;
    readonly slowest: number;
  };
  /** Seeds of each preset. */
  readonly presets: Readonly<Record<string, number>>;
  /** How many in a hundred seeds met each goal, rarest first. */
  readonly goalPercent: Readonly<Record<string, number>>;
  /** Goals that were met by fewer than ten in a hundred. */
  readonly rareGoals: number;
  /** Goals that some seed could have met and none did; judged from 200 seeds on. */
  readonly missedGoals: readonly string[];
  /** Goals that were noted and are in no list. */
  readonly unknownGoals: readonly string[];
}

/** Sums up a swarm. */
export function swarmSummary(
  input: SummaryInput & { readonly processes: number; readonly start: number },
): SwarmSummary {
  const { outcomes, settings, wallMs, processes, start } = input;
  const summary = summarize(input);
  const ran = outcomes.flatMap((outcome) => (outcome.kind === 'ran' ? [outcome] : []));
  const configs = ran.map(({ result }) => configOf(result.seed, settings));
  const presets: Record<string, number> = {};
  for (const { preset } of configs) presets[preset] = (presets[preset] ?? 0) + 1;
  const noted = ran.map(({ result }, at) => ({
    config: configs[at] ?? configOf(result.seed, settings),
    goals: result.counts.goals,
  }));
  const missed = missedGoals(summary.goals);
  const reasons = missed.map((id) => `no seed met the goal ${id}`);
  const percents = percentOf(summary);
  return {
    ...summary,
    profile: configOf(start, settings).profile,
    start,
    processes,
    wallSeconds: round(wallMs / 1_000),
    commitsPerSeed: round(summary.commits / Math.max(1, ran.length)),
    seedsPerMinutePerCore: Math.round(summary.seedsPerMinute / processes),
    interestingEventsPerSecond: Math.round(interesting(summary) / (wallMs / 1_000)),
    seedMs: seedMs(ran),
    presets,
    goalPercent: Object.fromEntries(percents),
    rareGoals: percents.filter(([, percent]) => percent > 0 && percent < RARE_PERCENT).length,
    missedGoals: missed,
    unknownGoals: unknownGoals(readGoals(), noted),
    tooLittle: [...summary.tooLittle, ...reasons],
  };
}

function percentOf({ goals, seeds: all }: Summary): readonly (readonly [string, number])[] {
  const rarestFirst = [...goals].sort((one, other) => one.seeds - other.seeds);
  return rarestFirst.map(({ id, seeds }) => [id, round((seeds / Math.max(1, all)) * 100)]);
}

function interesting({ commits, acknowledgements, faults, goals }: Summary): number {
  const outcomes = Object.values(faults).reduce((sum, fault) => sum + fault.outcomes, 0);
  const met = goals.reduce((sum, goal) => sum + goal.times, 0);
  return commits + acknowledgements + outcomes + met;
}

function seedMs(ran: readonly Extract<Outcome, { kind: 'ran' }>[]): SwarmSummary['seedMs'] {
  const sorted = [...ran].sort((one, other) => one.wallMs - other.wallMs);
  const at = (share: number): number =>
    Math.round(sorted[Math.floor((sorted.length - 1) * share)]?.wallMs ?? 0);
  return {
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    slowest: sorted[sorted.length - 1]?.result.seed ?? 0,
  };
}

/** A swarm for people. */
export function swarmText(summary: SwarmSummary): string {
  const { seedMs: ms, presets } = summary;
  const kinds = Object.entries(presets).map(([name, seeds]) => `${name} ${String(seeds)}`);
  const met = summary.goals.filter(({ seeds }) => seeds > 0);
  const goals = new Map(summary.goals.map((goal) => [goal.id, goal]));
  return [
    `${summary.profile}: ${String(summary.seeds)} seeds in ${String(summary.wallSeconds)} s, ` +
      `${String(summary.failed)} failed; presets: ${kinds.join(', ')}`,
    `${String(summary.commitsPerSeed)} commits a seed; ` +
      `${String(summary.seedsPerMinute)} seeds a minute ` +
      `(${String(summary.seedsPerMinutePerCore)} a core, ` +
      `${String(summary.processes)} processes), ` +
      `${String(summary.simulatedSecondsPerSecond)} simulated seconds a second, ` +
      `${String(summary.interestingEventsPerSecond)} interesting events a second`,
    `wall time of a seed: p50 ${String(ms.p50)} ms, p99 ${String(ms.p99)} ms, ` +
      `slowest ${String(ms.max)} ms (seed ${String(ms.slowest)})`,
    `${String(summary.commits)} commits, ${String(summary.acknowledgements)} acknowledgements, ` +
      `${String(summary.resumes)} resumes, ${String(summary.resets)} resets, ` +
      `${String(summary.crashes)} crashes`,
    `${String(summary.interleavedSeeds)} seeds with other work between the statements of a unit`,
    ...faultRows(summary),
    `${String(met.length)} of ${String(summary.goals.length)} goals met, ` +
      `${String(summary.rareGoals)} of them by fewer than ${String(RARE_PERCENT)} % of seeds`,
    ...Object.entries(summary.goalPercent).map(([id, percent]) => {
      const { seeds = 0, able = 0 } = goals.get(id) ?? {};
      const count = `${String(seeds).padStart(7)} of ${String(able).padStart(6)} that could`;
      return `${percent.toFixed(1).padStart(6)} % ${count}  ${id}`;
    }),
    ...summary.unknownGoals.map((id) => `the goal ${id} is in no list`),
    ...summary.tooLittle.map((reason) => `proves nothing: ${reason}`),
  ].join('\n');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
