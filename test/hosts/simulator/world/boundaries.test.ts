import { expect } from 'chai';
import { Draws } from '../../../../hosts/simulator/kernel/draws.js';
import { configOf } from '../../../../hosts/simulator/plan/settings.js';
import type { Fault } from '../../../../hosts/simulator/plan/plan.js';
import { Boundaries } from '../../../../hosts/simulator/world/boundaries.js';
import type { Boundary } from '../../../../hosts/simulator/world/boundary.js';
import { ChanceList } from '../../../../hosts/simulator/world/chances.js';
import type { World } from '../../../../hosts/simulator/world/world.js';

const EVERY_MS = 20_000;
const STRETCH_MS = 100;

/** A boundary that came to a page at a time. */
interface Moment {
  readonly ms: number;
  readonly tab: 'c1' | 'c2';
  readonly boundary: Boundary;
}

function every(stepMs: number, tab: Moment['tab'], boundary: Boundary = 'answer'): Moment[] {
  const times = Array.from({ length: Math.floor(60_000 / stepMs) }, (_, at) => at * stepMs);
  return times.map((ms) => ({ ms, tab, boundary }));
}

/** What struck, whom and when, as those moments came one after the other. */
function struck(moments: readonly Moment[], settings: readonly string[] = []): readonly string[] {
  const seed = 7;
  const off = ['U2.on=false', 'N2.on=true', `N2.everyMs=${String(EVERY_MS)}`];
  const config = configOf(seed, ['profile=standard', ...off, 'boundaryTimes=10', ...settings]);
  let nowMs = 0;
  const kernel = {
    get nowUs() {
      return nowMs * 1_000;
    },
    lane: 'test',
    note: () => undefined,
    draws: (stream: string, entity: string): Draws => new Draws(seed, stream, entity),
    begin: () => ({
      schedule: (_delayUs: number, _label: unknown, run: () => void) => {
        run();
      },
    }),
  };
  const world = { kernel, config, faulty: { on: true }, chances: new ChanceList({}) };
  const found: string[] = [];
  const boundaries = new Boundaries(world as unknown as World, (fault: Fault) => {
    found.push(`${fault.class} ${'client' in fault ? fault.client : ''} ${String(nowMs)}`);
  });
  for (const { ms, tab, boundary } of moments.toSorted((one, other) => one.ms - other.ms)) {
    nowMs = ms;
    boundaries.near(boundary, { tab: `${tab}.1`, process: 0 });
  }
  return found;
}

describe('faults near boundaries', () => {
  it('SI123 right after a boundary they come ten times as often as at others', () => {
    const times = struck(every(STRETCH_MS, 'c1')).length;
    const expected = (9 * 59_000) / EVERY_MS;
    expect(times).to.be.within(expected / 2, expected * 2);
    expect(struck(every(STRETCH_MS, 'c1'), ['boundaryTimes=1'])).to.deep.equal([]);
    expect(struck(every(STRETCH_MS, 'c1'), ['N2.on=false'])).to.deep.equal([]);
  });

  it('SI123 however many boundaries come in a tenth of a second, it is drawn once', () => {
    const once = struck(every(STRETCH_MS, 'c1'));
    const often = [
      ...every(STRETCH_MS, 'c1'),
      ...every(STRETCH_MS, 'c1', 'join'),
      ...every(10, 'c1'),
    ];
    const stretches = (found: readonly string[]) =>
      found
        .filter((one) => one.startsWith('N2'))
        .map((one) => Math.floor(Number(one.split(' ')[2]) / STRETCH_MS));
    expect(stretches(struck(often))).to.deep.equal(stretches(once));
  });

  it('SI123 taking boundaries away moves no stroke at any other', () => {
    const all = [...every(STRETCH_MS, 'c1'), ...every(STRETCH_MS, 'c2')];
    const some = all.filter(({ ms, tab }) => tab === 'c2' || ms % 300 === 0);
    const kept = new Set(some.map(({ ms, tab }) => `N2 ${tab}.1 ${String(ms)}`));
    expect(struck(some)).to.deep.equal(struck(all).filter((one) => kept.has(one)));
    expect(struck(some).length).to.be.above(5);
  });
});
