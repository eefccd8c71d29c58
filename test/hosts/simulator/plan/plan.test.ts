import { expect } from 'chai';
import { FOLLOWED_ROOMS_MAX } from '../../../../core/vocabulary/limits.js';
import { drawConfig } from '../../../../hosts/simulator/plan/config.js';
import {
  FAULT_CLASS_NAMES,
  FAULT_CLASSES,
} from '../../../../hosts/simulator/plan/fault-classes.js';
import { generatePlan } from '../../../../hosts/simulator/plan/generate.js';
import { applySetting, configOf, SettingError } from '../../../../hosts/simulator/plan/settings.js';

describe('plans', () => {
  it('SI6 a seed makes the same plan again, and survives being written down', () => {
    const plan = generatePlan(5, drawConfig(5));
    expect(generatePlan(5, drawConfig(5))).to.deep.equal(plan);
    expect(JSON.parse(JSON.stringify(plan))).to.deep.equal(plan);
  });

  it('SI6 operations and faults are in order of time', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const { ops, faults } = generatePlan(seed, drawConfig(seed));
      for (const list of [ops, faults]) {
        const times = list.map(({ t }) => t);
        expect(times).to.deep.equal([...times].sort((one, other) => one - other));
      }
    }
  });

  it('SI6 switching a class off takes its faults and leaves the others as they are', () => {
    const seed = [...Array(50).keys()].find((one) => drawConfig(one).faults.N2.on) ?? 0;
    const config = drawConfig(seed);
    const before = generatePlan(seed, config).faults;
    const after = generatePlan(seed, applySetting(config, 'N2.on=false')).faults;
    const isCut = ({ class: name }: { class: string }): boolean => name === 'N2' || name === 'N3';
    expect(before.some(isCut)).to.equal(true);
    expect(after).to.deep.equal(before.filter((fault) => !isCut(fault)));
  });

  it('SI6 every class is on in some seeds, about as often as it says', () => {
    const configs = Array.from({ length: 400 }, (_, seed) => drawConfig(seed));
    for (const name of FAULT_CLASS_NAMES) {
      const share = configs.filter(({ faults }) => faults[name].on).length / configs.length;
      expect(share, name).to.be.within(
        FAULT_CLASSES[name].chance - 0.1,
        FAULT_CLASSES[name].chance + 0.1,
      );
    }
  });

  it('SI6 a setting pins a value of a class or of the config', () => {
    const config = drawConfig(1);
    expect(applySetting(config, 'N2.on=false').faults.N2.on).to.equal(false);
    expect(applySetting(config, 'N1.storageUs=7').faults.N1.storageUs).to.equal(7);
    expect(applySetting(config, 'weights.post=3').weights.post).to.equal(3);
    expect(applySetting(config, 'durationMs=5000').durationMs).to.equal(5_000);
    expect(config).to.deep.equal(drawConfig(1));
  });

  it('SI80 a profile decides time and clients before anything else is drawn', () => {
    const seed = [...Array(50).keys()].find((one) => drawConfig(one).tabs === 1) ?? 0;
    const smoke = configOf(seed, []);
    expect(smoke).to.include({ profile: 'smoke', durationMs: 20_000, clients: 4 });
    const standard = configOf(seed, ['clients=3', 'profile=standard']);
    expect(standard).to.include({ profile: 'standard', durationMs: 60_000, clients: 3 });
    expect(configOf(seed, ['profile=long'])).to.include({ profile: 'long', clients: 4 });
    expect(() => configOf(seed, ['profile=tiny'])).to.throw(SettingError, 'standard');
  });

  it('SI87 some standard seeds have more rooms than a page follows, and no smoke seed has', () => {
    const many = (profile: 'smoke' | 'standard'): number =>
      Array.from({ length: 200 }, (_, at) => drawConfig(at + 1, profile)).filter(
        ({ roomsAtMost }) => roomsAtMost > FOLLOWED_ROOMS_MAX,
      ).length;
    expect(many('smoke')).to.equal(0);
    expect(many('standard')).to.be.within(5, 40);
  });

  it('SI80 profiles have the same classes on by pure chance, with faults further apart in longer ones', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const [smoke, standard] = [drawConfig(seed), drawConfig(seed, 'standard', 'pure')];
      for (const name of FAULT_CLASS_NAMES) {
        expect(standard.faults[name].on, name).to.equal(smoke.faults[name].on);
      }
      expect(standard.faults.N2.everyMs).to.be.greaterThan(smoke.faults.N2.everyMs);
    }
  });

  for (const wrong of [
    'N2',
    'N2.off=true',
    'nothing=1',
    'N2.on=yes',
    'durationMs=-1',
    'faults=1',
  ]) {
    it(`SI6 "${wrong}" is refused`, () => {
      expect(() => applySetting(drawConfig(1), wrong)).to.throw(SettingError);
    });
  }
});
