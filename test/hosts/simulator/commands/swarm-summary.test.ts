import { expect } from 'chai';
import type { Outcome } from '../../../../hosts/simulator/commands/pool.js';
import { exitCodeOfRange } from '../../../../hosts/simulator/commands/summary.js';
import { swarmSummary, swarmText } from '../../../../hosts/simulator/commands/swarm-summary.js';
import { readGoals } from '../../../../hosts/simulator/commands/goals.js';
import { INVARIANTS } from '../../../../hosts/simulator/invariants/registry.js';
import { configOf } from '../../../../hosts/simulator/plan/settings.js';
import { FAULT_CLASS_NAMES } from '../../../../hosts/simulator/plan/fault-classes.js';
import { noCounts } from '../../../../hosts/simulator/world/counts.js';
import type { RunResult } from '../../../../hosts/simulator/world/run-plan.js';

const SETTINGS = ['profile=standard'];

/** A seed that passed, in so many milliseconds, having met some goals. */
function passed(job: number, wallMs: number, goals: readonly string[]): Outcome {
  const counts = noCounts();
  for (const id of goals) counts.goals[id] = 1;
  for (const name of FAULT_CLASS_NAMES) counts.outcomes[name] = 1;
  const result = {
    seed: job + 1,
    ok: true,
    traceHash: '',
    checkpoints: [],
    events: 1,
    commits: 30,
    simulatedMs: 60_000,
    counts,
    judged: Object.fromEntries(INVARIANTS.map(({ id }) => [id, 1])),
    firstViolation: null,
    tripped: [],
    crashes: [],
  };
  return {
    kind: 'ran',
    job,
    result: result as unknown as RunResult,
    hits: 0,
    visits: [],
    reached: [],
    wallMs,
    records: [],
  };
}

function summed(seeds: number, goals: readonly string[]) {
  const outcomes = Array.from({ length: seeds }, (_, job) => passed(job, job + 1, goals));
  const summary = swarmSummary({
    outcomes,
    settings: SETTINGS,
    wallMs: 60_000,
    processes: 2,
    start: 1,
  });
  return { summary, code: exitCodeOfRange(outcomes, summary) };
}

const ALL = readGoals().map(({ id }) => id);

describe('the summary of a swarm', () => {
  it('SI86 speed is by minute and by core, and the slowest seed is named', () => {
    const { summary } = summed(100, ALL);
    expect(summary).to.include({ seedsPerMinute: 100, seedsPerMinutePerCore: 50 });
    expect(summary).to.include({ simulatedSecondsPerSecond: 100, commitsPerSeed: 30 });
    expect(summary.seedMs).to.deep.equal({ p50: 50, p99: 99, max: 100, slowest: 100 });
  });

  it('SI86 presets are counted by seeds', () => {
    const { summary } = summed(100, ALL);
    const seeds = Object.values(summary.presets).reduce((sum, count) => sum + count, 0);
    expect(seeds).to.equal(100);
    expect(Object.keys(summary.presets).length).to.be.greaterThan(3);
  });

  it('SI82 a goal that 200 seeds miss proves nothing, and is named', () => {
    const [first = '', ...others] = ALL;
    const { summary, code } = summed(200, others);
    expect(summary.missedGoals).to.deep.equal([first]);
    expect(summary.tooLittle.join('\n')).to.include(first);
    expect(code).to.equal(5);
    expect(summed(200, ALL).code).to.equal(0);
  });

  it('SI82 fewer than 200 seeds are not judged by goals', () => {
    expect(summed(199, []).code).to.equal(0);
  });

  it('SI122 how often each goal was met is said, rarest first, and how many are rare', () => {
    const [first = '', second = '', ...others] = ALL;
    const outcomes = Array.from({ length: 40 }, (_, job) => {
      const rare = job === 0 ? [second] : [];
      return passed(job, job + 1, [...others, ...rare]);
    });
    const means = { settings: SETTINGS, wallMs: 60_000, processes: 2, start: 1 };
    const summary = swarmSummary({ outcomes, ...means });
    const percents = Object.entries(summary.goalPercent);
    expect(percents.slice(0, 3)).to.deep.equal([
      [first, 0],
      [second, 2.5],
      [others[0], 100],
    ]);
    expect(percents).to.have.length(ALL.length);
    expect(summary.rareGoals).to.equal(1);
    expect(swarmText(summary)).to.include('1 of them by fewer than 10 % of seeds');
    expect(swarmText(summary)).to.match(new RegExp(`2\\.5 % +1 of +\\d+ that could +${second}`));
  });

  it('SI82 a goal that is in no list is named', () => {
    expect(summed(3, ['never-heard-of']).summary.unknownGoals).to.deep.equal(['never-heard-of']);
  });
});

describe('presets', () => {
  it('SI87 each decides how likely classes are on', () => {
    // A restore is rare, and undoes what the rest of a seed would show.
    const usual = FAULT_CLASS_NAMES.filter((name) => name !== 'S8');
    const on = (preset: string): number => {
      const configs = Array.from({ length: 50 }, (_, seed) =>
        configOf(seed, ['profile=standard', `preset=${preset}`]),
      );
      return configs.reduce(
        (sum, { faults }) => sum + usual.filter((name) => faults[name].on).length,
        0,
      );
    };
    expect(on('calm')).to.equal(50);
    expect(on('everything')).to.equal(50 * usual.length);
    expect(on('network')).to.be.within(51, 50 * usual.length - 1);
  });

  it('SI87 a seed about something has its classes on and others less often', () => {
    const configs = Array.from({ length: 300 }, (_, seed) =>
      configOf(seed, ['profile=standard', 'preset=network']),
    );
    const share = (name: 'N4' | 'S3'): number =>
      configs.filter(({ faults }) => faults[name].on).length / configs.length;
    expect(share('N4')).to.be.within(0.78, 0.92);
    expect(share('S3')).to.be.below(0.25);
  });

  it('SI87 some kinds of operations are left out of seeds, and weights are far apart', () => {
    const { weights } = configOf(3, SETTINGS);
    const given = Object.values(weights);
    expect(given).to.include(0);
    expect(Math.max(...given) / Math.min(...given.filter((one) => one > 0))).to.be.at.least(20);
  });
});
