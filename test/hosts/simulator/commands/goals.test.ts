import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  countGoals,
  missedGoals,
  readGoals,
  unknownGoals,
} from '../../../../hosts/simulator/commands/goals.js';
import { projectRoot } from '../../../../hosts/simulator/mutants/project.js';
import { drawConfig } from '../../../../hosts/simulator/plan/config.js';
import { FAULT_CLASS_NAMES } from '../../../../hosts/simulator/plan/fault-classes.js';
import { applySetting } from '../../../../hosts/simulator/plan/settings.js';

const GOALS = [
  { id: 'rare', title: 'something rare', needs: ['S6', 'N2'], from: 1 },
  { id: 'free', title: 'something that needs nothing', needs: [], from: 1 },
] as const;

function seed(goals: Readonly<Record<string, number>>, ...settings: readonly string[]) {
  return { config: settings.reduce(applySetting, drawConfig(1)), goals };
}

/** Text of all sources that run in a simulated world. */
function worldSources(): string {
  const folder = join(projectRoot(), 'hosts/simulator');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

describe('goals', () => {
  it('SI82 a goal counts seeds that met it, times, and seeds that could', () => {
    const counts = countGoals(GOALS, [
      seed({ rare: 3 }, 'S6.on=true', 'N2.on=true'),
      seed({}, 'S6.on=true', 'N2.on=true'),
      seed({}, 'S6.on=true', 'N2.on=false'),
    ]);
    expect(counts).to.deep.equal([
      { id: 'rare', judged: true, able: 2, seeds: 1, times: 3 },
      { id: 'free', judged: true, able: 3, seeds: 0, times: 0 },
    ]);
    expect(missedGoals(counts)).to.deep.equal(['free']);
  });

  it('SI82 a goal is missed only where some seed had all that it needs', () => {
    const off = countGoals(GOALS, [seed({ free: 1 }, 'S6.on=true', 'N2.on=false')]);
    expect(missedGoals(off)).to.deep.equal([]);
    const on = countGoals(GOALS, [seed({ free: 1 }, 'S6.on=true', 'N2.on=true')]);
    expect(missedGoals(on)).to.deep.equal(['rare']);
  });

  it('SI82 a goal is missed only from as many seeds on as it says', () => {
    const counts = countGoals([{ ...GOALS[1], from: 2 }], [seed({})]);
    expect(missedGoals(counts)).to.deep.equal([]);
    const more = countGoals([{ ...GOALS[1], from: 2 }], [seed({}), seed({})]);
    expect(missedGoals(more)).to.deep.equal(['free']);
  });

  it('SI82 a goal that is noted and not in the list is found', () => {
    expect(unknownGoals(GOALS, [seed({ rare: 1, rear: 1 })])).to.deep.equal(['rear']);
  });

  it('SI83 every goal of the list has an id of its own, a title and classes that exist', () => {
    const goals = readGoals();
    expect(new Set(goals.map(({ id }) => id)).size).to.equal(goals.length);
    for (const { id, title, needs } of goals) {
      expect(id).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(title, id).not.to.equal('');
      expect(FAULT_CLASS_NAMES, id).to.include.members([...needs]);
    }
  });

  it('SI83 every goal of the list is noted somewhere', () => {
    const sources = worldSources();
    const nowhere = readGoals().filter(({ id }) => !sources.includes(`'${id}'`));
    expect(nowhere.map(({ id }) => id)).to.deep.equal([]);
  });
});
