import { expect } from 'chai';
import { drawConfig, tabsOf } from '../../../../hosts/simulator/plan/config.js';
import { generatePlan } from '../../../../hosts/simulator/plan/generate.js';
import { clientOfTab, TAB_TROUBLES } from '../../../../hosts/simulator/plan/plan.js';
import { applySetting } from '../../../../hosts/simulator/plan/settings.js';

describe('plans for tabs', () => {
  it('SI41 seeds have one to four tabs a person, and every operation names a tab that exists', () => {
    const seen = new Set<number>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const config = drawConfig(seed);
      seen.add(config.tabs);
      const tabs = Array.from({ length: config.clients }, (_, at) =>
        Array.from(
          { length: tabsOf(config, at + 1) },
          (__, tab) => `c${String(at + 1)}.${String(tab + 1)}`,
        ),
      ).flat();
      const { ops: all } = generatePlan(seed, config);
      const ops = all.filter(({ kind }) => kind !== 'phone' && kind !== 'afar');
      expect(tabs).to.include.members([...new Set(ops.map(({ actor }) => actor))]);
      const arrived = ops.filter(({ kind }) => kind === 'arrive').map(({ actor }) => actor);
      expect(arrived.sort()).to.deep.equal([...tabs].sort());
    }
    expect([...seen].sort()).to.deep.equal([1, 2, 3, 4]);
  });

  it('SI41 a person acts in each of their tabs', () => {
    const config = applySetting(drawConfig(1), 'tabs=4');
    const { ops } = generatePlan(1, applySetting(config, 'durationMs=60000'));
    const posts = ops.filter(({ kind, actor }) => kind === 'post' && clientOfTab(actor) === 'c1');
    expect(new Set(posts.map(({ actor }) => actor)).size).to.equal(4);
  });

  it('SI41 everything that can happen to a tab happens to some', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 60; seed += 1) {
      for (const fault of generatePlan(seed, drawConfig(seed)).faults) {
        if (fault.class === 'U2') seen.add(fault.what);
      }
    }
    expect([...seen].sort()).to.deep.equal([...TAB_TROUBLES, 'sleep'].sort());
  });
});
