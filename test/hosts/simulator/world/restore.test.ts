import { expect } from 'chai';
import { trial } from './trial.js';

/** Long enough for a seed on a busy machine. */
const PATIENCE_MS = 600_000;

describe('an operator who restores an older copy', function () {
  this.timeout(PATIENCE_MS);

  for (const processes of [1, 2] as const) {
    it(`SI35 everyone comes to what it holds, of ${String(processes)} processes`, async () => {
      const { result, records } = await trial({
        processes,
        faults: [{ t: 9_000, class: 'S8', olderMs: 3_000 }],
      });
      expect(result.firstViolation).to.equal(null);
      expect(result.counts.outcomes.S8).to.equal(1);
      const restored = records.find(({ kind, lane }) => kind === 'restore' && lane === 'database');
      expect(restored?.timeUs).to.equal(12_000_000);
      expect(result.counts.resets).to.be.above(4);
    });
  }

  it('SI35 a copy of before somebody came is not put back', async () => {
    const { result } = await trial({
      processes: 1,
      faults: [{ t: 5, class: 'S8', olderMs: 15_000 }],
    });
    expect(result.firstViolation).to.equal(null);
    expect(result.counts.outcomes.S8).to.equal(0);
  });
});
