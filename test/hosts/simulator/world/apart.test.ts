import { expect } from 'chai';
import { timesOf, trial } from './trial.js';

/** Long enough for a seed on a busy machine. */
const PATIENCE_MS = 60_000;

describe('an engine and delivery that end apart', function () {
  this.timeout(PATIENCE_MS);

  for (const processes of [1, 2] as const) {
    it(`SI36 delivery ends while the engine goes on, of ${String(processes)} processes`, async () => {
      const ran = await trial({
        processes,
        faults: [{ t: 9_000, class: 'P6', process: 0, part: 'delivery', downMs: 2_000 }],
        settings: ['pauseMs=100'],
      });
      expect(ran.result.firstViolation).to.equal(null);
      expect(ran.result.counts.outcomes.P6).to.equal(1);
      expect(Math.max(...timesOf(ran, 'server delivery@1'))).to.be.at.most(9_000);
      expect(Math.min(...timesOf(ran, 'server delivery@2'))).to.be.at.least(11_000);
      expect(Math.max(...timesOf(ran, 'server engine@1'))).to.be.above(11_000);
    });

    it(`SI36 the engine ends while connections stay, of ${String(processes)} processes`, async () => {
      const ran = await trial({
        processes,
        faults: [{ t: 9_000, class: 'P6', process: 0, part: 'engine', downMs: 2_000 }],
        settings: ['pauseMs=100'],
      });
      expect(ran.result.firstViolation).to.equal(null);
      expect(ran.result.counts.outcomes.P6).to.equal(1);
      const ended = timesOf(ran, 'server engine@1');
      expect(Math.max(...ended)).to.be.at.most(9_000);
      expect(Math.min(...timesOf(ran, 'server engine@2'))).to.be.at.least(11_000);
      const between = timesOf(ran, 'server delivery@1').filter((ms) => ms > 9_000 && ms < 11_000);
      expect(between.length).to.be.above(5);
      const refused = ran.records.filter(
        ({ kind, entity }) => kind === 'sent' && /^answer .*unavailable/.test(entity),
      );
      // Of two processes everyone may be connected to the other one.
      if (processes === 1) expect(refused.length).to.be.above(0);
    });
  }
});
