import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { drawConfig } from '../../hosts/simulator/plan/config.js';
import { generatePlan } from '../../hosts/simulator/plan/generate.js';
import { runApart } from '../hosts/simulator/run-apart.js';

/** Few enough for every test run; the command runs thousands. */
const SEEDS = 40;
const PATIENCE_MS = 600_000;

const SIMULATE = fileURLToPath(new URL('../../hosts/simulator/main.js', import.meta.url));

interface Summary {
  readonly seeds: number;
  readonly failed: number;
  readonly interleavedSeeds: number;
  readonly faults: Readonly<Record<string, { readonly outcomes: number }>>;
}

describe('simulated worlds', function () {
  this.timeout(PATIENCE_MS);

  // In processes of their own, as the command runs them: nothing of other tests is at work there.
  it('SI17 seeds pass, with every class of fault and work between statements', async () => {
    const args = [SIMULATE, 'run', '--seeds', `1..${String(SEEDS)}`, '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const lines = stdout.trim().split('\n');
    const { seeds, failed, interleavedSeeds, faults } = JSON.parse(lines.at(-1) ?? '') as Summary;
    expect({ seeds, failed }).to.deep.equal({ seeds: SEEDS, failed: 0 });
    expect(interleavedSeeds).to.be.greaterThan(SEEDS / 2);
    for (const [name, { outcomes }] of Object.entries(faults)) {
      // Nobody takes over from the only process of this profile.
      if (name !== 'P4') expect(outcomes, name).to.be.greaterThan(0);
    }
  });

  it('SI5 a seed is the same after another one in the same process', async () => {
    const plans = [3, 4, 3].map((seed) => generatePlan(seed, drawConfig(seed)));
    const [first, other, again] = await runApart(plans);
    expect(other?.traceHash).not.to.equal(first?.traceHash);
    expect(again?.traceHash).to.equal(first?.traceHash);
    expect(again?.checkpoints).to.deep.equal(first?.checkpoints);
    expect(first?.checkpoints).to.have.length.above(0);
  });
});
