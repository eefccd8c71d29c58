import { expect } from 'chai';
import fc from 'fast-check';
import { NO_PRESSURE, pressed, SHEDDING } from '../../../core/limits/pressure.js';
import type { PressureState } from '../../../core/limits/pressure.js';

const LIMITS = {
  memoryBytesMax: 1_000,
  loopDelayMsMax: 100,
  pressureRiseMs: 900,
  pressureFallMs: 5_000,
};
const OVER = { memoryBytes: 1_000, loopDelayMs: 0 };
const EASED = { memoryBytes: 799, loopDelayMs: 79 };

/** Levels at each look, one a second. */
function levels(readings: readonly (typeof OVER)[]): readonly number[] {
  let state: PressureState = NO_PRESSURE;
  return readings.map((reading, second) => {
    state = pressed(state, { reading, at: second * 1_000 }, LIMITS);
    return state.level;
  });
}

function many<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

describe('pressure', () => {
  it('SH3 one thing more is given up a second above a limit, and one less five seconds below it', () => {
    const story = levels([...many(7, OVER), ...many(22, EASED)]);
    expect(story.slice(0, 7)).to.deep.equal([0, 1, 2, 3, 4, 4, 4]);
    expect(story.slice(7)).to.deep.equal([
      ...many(5, 4),
      ...many(5, 3),
      ...many(5, 2),
      ...many(5, 1),
      0,
      0,
    ]);
  });

  it('SH3 the order is typing, presence, new connections, the pace of reads', () => {
    expect(SHEDDING).to.deep.equal(['typing', 'presence', 'connections', 'reads']);
  });

  it('SH3 either limit is enough', () => {
    expect(levels(many(3, { memoryBytes: 0, loopDelayMs: 100 }))).to.deep.equal([0, 1, 2]);
    expect(levels(many(3, { memoryBytes: 999, loopDelayMs: 99 }))).to.deep.equal([0, 0, 0]);
  });

  it('SH4 a little below a limit nothing changes, and what began before it begins anew', () => {
    const between = { memoryBytes: 900, loopDelayMs: 0 };
    expect(levels([OVER, between, OVER, between, OVER])).to.deep.equal(many(5, 0));
    expect(levels([OVER, OVER, ...many(9, between)]).slice(1)).to.deep.equal(many(10, 1));
    const stopAndGo = [OVER, OVER, ...many(5, EASED), between, ...many(5, EASED)];
    expect(levels(stopAndGo).slice(1)).to.deep.equal(many(12, 1));
  });

  it('SH5 one look changes one thing at most, however long nobody looked', () => {
    const reading = fc.record({
      memoryBytes: fc.integer({ min: 0, max: 2_000 }),
      loopDelayMs: fc.integer({ min: 0, max: 200 }),
    });
    const looks = fc.array(fc.tuple(fc.integer({ min: 1, max: 60_000 }), reading));
    fc.assert(
      fc.property(looks, (story) => {
        let state: PressureState = NO_PRESSURE;
        let at = 0;
        for (const [waitMs, one] of story) {
          at += waitMs;
          const { level } = pressed(state, { reading: one, at }, LIMITS);
          const isOver = one.memoryBytes >= 1_000 || one.loopDelayMs >= 100;
          const isEased = one.memoryBytes < 800 && one.loopDelayMs < 80;
          expect(level - state.level).to.be.within(isEased ? -1 : 0, isOver ? 1 : 0);
          expect(level).to.be.within(0, SHEDDING.length);
          state = pressed(state, { reading: one, at }, LIMITS);
        }
      }),
    );
  });
});
