import { expect } from 'chai';
import { trial } from './trial.js';

/** Long enough for a seed on a busy machine. */
const PATIENCE_MS = 600_000;

describe('a disk that does not do as it should', function () {
  this.timeout(PATIENCE_MS);

  for (const processes of [1, 2] as const) {
    it(`SI34 a locked file makes ${String(processes)} wait and changes no answer`, async () => {
      const { result } = await trial({
        processes,
        faults: [4_000, 8_000, 12_000].map((t) => ({ t, class: 'S1', forMs: 1_500 })),
      });
      expect(result.firstViolation).to.equal(null);
      expect(result.counts.outcomes.S1).to.equal(3);
    });
  }

  it('SI34 statements and commits that fail, stored or not, are got over', async () => {
    const { result } = await trial({
      processes: 2,
      faults: [],
      settings: ['S4.on=true', 'S4.probability=0.2', 'S5.on=true', 'S5.probability=0.05'],
    });
    expect(result.firstViolation).to.equal(null);
    expect(result.counts.goals).to.include.keys('commit-failed-and-stored');
    expect(result.counts.goals).to.include.keys('commit-failed-and-lost');
    expect(result.counts.outcomes.S5).to.be.above(10);
  });

  it('SI33 a run goes on from what a power loss has left', async () => {
    const { result } = await trial({
      processes: 2,
      faults: [3_000, 6_000, 9_000, 12_000, 15_000].map((t) => ({
        t,
        class: 'S7',
        inCommit: true,
      })),
    });
    expect(result.firstViolation).to.equal(null);
    expect(result.counts.outcomes.S7).to.equal(5);
    expect(result.counts.goals).to.include.keys('power-undid-commit', 'power-kept-commit');
  });
});
