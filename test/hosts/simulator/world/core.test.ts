import { expect } from 'chai';
import { Draws } from '../../../../hosts/simulator/kernel/draws.js';
import { configOf } from '../../../../hosts/simulator/plan/settings.js';
import { generatePlan } from '../../../../hosts/simulator/plan/generate.js';
import { Core } from '../../../../hosts/simulator/world/core.js';
import type { World } from '../../../../hosts/simulator/world/world.js';
import { runApart } from '../run-apart.js';

const PATIENCE_MS = 600_000;

function coreOf(seed: number, lostClients: number, names: readonly string[]): readonly string[] {
  const draws = (stream: string, entity: string): Draws => new Draws(seed, stream, entity);
  const world = { kernel: { draws }, config: { lostClients } } as unknown as World;
  const core = new Core(world, names);
  return names.filter((name) => core.has({ name }));
}

describe('the core', function () {
  this.timeout(PATIENCE_MS);

  it('SI88 as many people are outside as the config says, and two are always inside', () => {
    const names = ['c1', 'c2', 'c3', 'c4', 'c5'];
    expect(coreOf(1, 0, names)).to.deep.equal(names);
    expect(coreOf(1, 2, names)).to.have.length(3);
    expect(coreOf(1, 9, names)).to.have.length(2);
    expect(coreOf(1, 2, names)).to.deep.equal(coreOf(1, 2, names));
  });

  it('SI88 seeds differ in who is outside', () => {
    const names = ['c1', 'c2', 'c3', 'c4'];
    const cores = Array.from({ length: 20 }, (_, seed) => coreOf(seed, 1, names).join(' '));
    expect(new Set(cores).size).to.equal(4);
  });

  it('SI88 it becomes well without those who never come back', async () => {
    const settings = ['lostClients=0', 'lostClients=2'];
    const plans = settings.map((setting) => generatePlan(3, configOf(3, [setting])));
    const results = await runApart(plans);
    expect(results.map(({ ok }) => ok)).to.deep.equal([true, true]);
    expect(new Set(results.map(({ traceHash }) => traceHash)).size).to.equal(2);
  });
});
