import { expect } from 'chai';
import type { Fault } from '../../../../hosts/simulator/plan/plan.js';
import { trial } from './trial.js';

/** Long enough for a seed on a busy machine. */
const PATIENCE_MS = 60_000;

describe('processes that are pressed, and people who find no room', function () {
  this.timeout(PATIENCE_MS);

  it('SI561 a process whose memory is at its limit gives up everything in turn, and takes it back', async () => {
    const faults: readonly Fault[] = [
      { t: 4_000, class: 'P5', process: 0, what: 'memory', share: 1, forMs: 9_000 },
      { t: 8_000, class: 'N10' },
    ];
    const { result } = await trial({ processes: 1, faults, settings: ['pauseMs=300'] });
    expect(result.firstViolation).to.equal(null);
    expect(result.counts.outcomes.P5).to.equal(4);
    expect(result.counts.goals).to.include.keys('everything-given-up', 'pressure-over');
    expect(result.judged['R-SHED']).to.be.above(50);
  });

  it('SI561 a little below its limit it gives up nothing', async () => {
    const faults: readonly Fault[] = [
      { t: 4_000, class: 'P5', process: 0, what: 'loop', share: 0.9, forMs: 9_000 },
    ];
    const { result } = await trial({ processes: 1, faults });
    expect(result.firstViolation).to.equal(null);
    expect(result.counts.outcomes.P5).to.equal(0);
  });

  it('SI562 devices of one who is there find no room, and get in once others have left', async () => {
    const faults: readonly Fault[] = [3_000, 5_000, 11_000, 14_000].map((t) => ({
      t,
      class: 'B2',
      client: 'c1',
      count: 6,
      forMs: 4_000,
    }));
    const { result } = await trial({ processes: 1, faults });
    expect(result.firstViolation).to.equal(null);
    expect(result.counts.outcomes.B2).to.be.above(3);
    expect(result.counts.goals).to.include.keys('let-in-after-no-room');
    expect(result.judged['S-ADMIT']).to.be.above(10);
  });
});
