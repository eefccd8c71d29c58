import { expect } from 'chai';
import { applySetting } from '../../../../hosts/simulator/plan/settings.js';
import { drawConfig } from '../../../../hosts/simulator/plan/config.js';
import { generatePlan } from '../../../../hosts/simulator/plan/generate.js';
import { clientOfTab } from '../../../../hosts/simulator/plan/plan.js';

describe('phones, and people who open no page', () => {
  it('SI95 absentees subscribe at phones of their own, and a phone changes hands now and then', () => {
    let handed = 0;
    let without = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const config = drawConfig(seed);
      const { ops } = generatePlan(seed, config);
      const afar = ops.filter((op) => op.kind === 'phone' || op.kind === 'afar');
      if (config.phonesEveryMs === 0) {
        expect(afar).to.deep.equal([]);
        without += 1;
        continue;
      }
      const phones = afar.filter((op) => op.kind === 'phone');
      const absent = Array.from(
        { length: config.absentees },
        (_, at) => `c${String(config.clients + at + 1)}`,
      );
      for (const name of absent) {
        const own = phones.filter((op) => clientOfTab(op.actor) === name && op.phone === name);
        expect(own.filter(({ what }) => what === 'subscribe')).to.have.length.of.at.least(3);
      }
      const readers = afar.filter((op) => op.kind === 'afar').map(({ actor }) => actor);
      expect(absent).to.include.members(readers.map(clientOfTab));
      handed += phones.filter(({ actor, phone }) => clientOfTab(actor) !== phone).length;
    }
    expect(handed).to.be.above(10);
    expect(without).to.be.within(5, 40);
  });

  it('SI95 with phones or without, everybody else does the same', () => {
    const config = applySetting(drawConfig(1), 'mentions=0');
    const rest = (everyMs: number) =>
      generatePlan(1, applySetting(config, `phonesEveryMs=${String(everyMs)}`)).ops.filter(
        ({ kind }) => kind !== 'phone' && kind !== 'afar',
      );
    expect(rest(2_000)).to.deep.equal(rest(0));
  });
});
