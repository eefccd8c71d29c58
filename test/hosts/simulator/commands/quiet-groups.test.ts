import { expect } from 'chai';
import {
  readCanaries,
  sourcesOf,
  type Canary,
} from '../../../../hosts/simulator/commands/canary-files.js';
import { quietGroups } from '../../../../hosts/simulator/commands/quiet-groups.js';
import { FAULT_CLASS_NAMES } from '../../../../hosts/simulator/plan/fault-classes.js';
import { configOf } from '../../../../hosts/simulator/plan/settings.js';

const CALM = 'preset=calm';

function canary(id: number, given: Partial<Canary>): Canary {
  return {
    id,
    title: `number ${String(id)}`,
    file: `core/${String(id)}.ts`,
    old: 'old',
    new: 'new',
    needs: ['N2'],
    invariant: 'S-OUTBOX',
    seeds: 5,
    pinned: [CALM],
    ...given,
  };
}

/** Numbers of those that are tried together. */
function together(...canaries: readonly Canary[]): readonly (readonly number[])[] {
  return quietGroups(canaries).map(({ members }) => members.map(({ id }) => id));
}

describe('silence without what reveals a canary', () => {
  it('SI22 those whose seeds can be the same share them, with all that each pins', () => {
    const one = canary(1, { pinned: [CALM, 'N2.on=true', 'N2.everyMs=500', 'tabs=3'] });
    const other = canary(2, { needs: ['U2'], pinned: [CALM, 'U2.on=true', 'clients=2'] });
    const [group, ...more] = quietGroups([one, other]);
    expect(more).to.deep.equal([]);
    expect(group?.members).to.deep.equal([one, other]);
    // How often what is off would come is pinned in vain.
    expect(group?.settings).to.have.members([
      'profile=smoke',
      CALM,
      'N2.on=false',
      'tabs=3',
      'U2.on=false',
      'clients=2',
    ]);
  });

  it('SI22 those that pin a value differently, or change the same file, do not', () => {
    const pinned = [CALM, 'tabs=2'];
    expect(together(canary(1, { pinned }), canary(2, { pinned: [CALM, 'tabs=3'] }))).to.have.length(
      2,
    );
    expect(together(canary(1, {}), canary(2, { file: 'core/1.ts' }))).to.deep.equal([[1], [2]]);
  });

  it('SI22 nobody has a class of faults there that would be off by itself', () => {
    const troubled = canary(1, { pinned: [CALM, 'S5.on=true'] });
    const slow = canary(2, { needs: ['N1'] });
    const wild = canary(3, { pinned: [] });
    expect(together(troubled, slow, wild, canary(4, {}))).to.deep.equal([[1], [2], [3], [4]]);
  });

  it('SI22 one that needs nothing is seen in any seed, and silent in none', () => {
    expect(together(canary(1, { needs: [] }))).to.deep.equal([]);
    const without = ['processes=1'];
    expect(together(canary(2, { needs: [], without }))).to.deep.equal([[2]]);
  });

  it('SI22 every canary that needs something is tried, and runs as it would by itself', () => {
    const all = readCanaries();
    const needing = all.filter(({ needs, without = [] }) => needs.length + without.length > 0);
    const groups = quietGroups(all);
    expect(groups.flatMap(({ members }) => members)).to.have.members(needing);
    for (const { members, settings } of groups) {
      expect(() => sourcesOf(...members), members.map(({ id }) => id).join(' ')).not.to.throw();
      for (const { id, needs, without = [], pinned = [] } of members) {
        const { faults } = configOf(1, settings);
        for (const name of needs)
          expect(faults[name].on, `${name} with ${String(id)}`).to.equal(false);
        const off = new Set<string>(FAULT_CLASS_NAMES.filter((name) => !faults[name].on));
        const mattering = pinned.filter((one) => !off.has(one.split('.')[0] ?? ''));
        const names = new Set(without.map((one) => one.split('=')[0]));
        const kept = mattering.filter((one) => !names.has(one.split('=')[0]));
        expect(settings, String(id)).to.include.members([...kept, ...without]);
      }
    }
  });
});
