import { expect } from 'chai';
import { HOSTILE_ACTS, type Fault } from '../../../../hosts/simulator/plan/plan.js';
import { trial, trials } from './trial.js';

/** Long enough for a dozen seeds on a busy machine. */
const PATIENCE_MS = 240_000;

describe('a hostile client of the simulator', function () {
  this.timeout(PATIENCE_MS);

  it('SI49 each of its acts is answered by a refusal of its kind, and nothing of it is stored', async () => {
    const settings = ['U6.probability=0', 'durationMs=12000'];
    const ran = await trials(
      HOSTILE_ACTS.map((what) => ({
        processes: 1,
        faults: [5_000, 8_000].map((t): Fault => ({ t, class: 'U6', what })),
        settings,
      })),
    );
    expect(ran).to.have.length(HOSTILE_ACTS.length);
    for (const [number, what] of HOSTILE_ACTS.entries()) {
      const { result } = ran[number]!;
      expect(result.firstViolation, what).to.equal(null);
      expect(result.counts.outcomes.U6, what).to.be.greaterThan(1);
      const answered = what === 'futurePosition' || what === 'otherEpoch' ? 'reset' : 'refused';
      const count =
        answered === 'reset'
          ? result.counts.goals['forged-position-reset']
          : result.judged['S-REFUSED'];
      expect(count, what).to.be.greaterThan(1);
    }
  });

  it('SI49 a flood of starts of typing goes on once in two seconds, and hurts nobody', async () => {
    const faults: Fault[] = [{ t: 5_000, class: 'U6', what: 'typingFlood' }];
    const settings = ['U6.probability=0', 'durationMs=12000', 'typeEveryMs=0'];
    const { result } = await trial({ processes: 1, faults, settings });
    expect(result.firstViolation).to.equal(null);
    // In less than three seconds there is room for two of forty.
    expect(result.judged['S-RATE']).to.be.within(1, 2);
  });
});
