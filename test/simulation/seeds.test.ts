import { expect } from 'chai';
import { drawConfig } from '../../hosts/simulator/plan/config.js';
import { FAULT_CLASS_NAMES } from '../../hosts/simulator/plan/fault-classes.js';
import { generatePlan } from '../../hosts/simulator/plan/generate.js';
import { runPlan, type RunResult } from '../../hosts/simulator/world/run-plan.js';

/** Few enough for every test run; the command runs thousands. */
const SEEDS = 40;
const PATIENCE_MS = 120_000;

function runSeed(seed: number): Promise<RunResult> {
  return runPlan(generatePlan(seed, drawConfig(seed)));
}

describe('simulated worlds', function () {
  this.timeout(PATIENCE_MS);

  it('SI17 seeds pass, with every class of fault and work between statements', async () => {
    const results: RunResult[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) results.push(await runSeed(seed));
    for (const { seed, firstViolation, tripped, crashes, commits } of results) {
      const name = `seed ${String(seed)}`;
      expect(firstViolation, name).to.equal(null);
      expect(tripped, name).to.deep.equal([]);
      expect(crashes, name).to.deep.equal([]);
      expect(commits, name).to.be.at.least(20);
    }
    for (const name of FAULT_CLASS_NAMES) {
      const outcomes = results.reduce((sum, { counts }) => sum + counts.outcomes[name], 0);
      expect(outcomes, name).to.be.greaterThan(0);
    }
    const interleaved = results.filter(({ counts }) => counts.interleavings > 0);
    expect(interleaved.length).to.be.greaterThan(SEEDS / 2);
    expect(new Set(results.map(({ traceHash }) => traceHash)).size).to.equal(SEEDS);
  });

  it('SI5 a seed is the same after another one in the same process', async () => {
    const first = await runSeed(3);
    await runSeed(4);
    const again = await runSeed(3);
    expect(again.traceHash).to.equal(first.traceHash);
    expect(again.checkpoints).to.deep.equal(first.checkpoints);
  });
});
