import { expect } from 'chai';
import { HOSTILE_ACTS, type Fault } from '../../../../hosts/simulator/plan/plan.js';
import { trial } from './trial.js';

describe('a hostile client of the simulator', () => {
  it('SI49 each of its acts is answered by a refusal of its kind, and nothing of it is stored', async () => {
    for (const what of HOSTILE_ACTS) {
      const faults: Fault[] = [5_000, 8_000].map((t) => ({ t, class: 'U6', what }));
      const settings = ['U6.probability=0', 'durationMs=12000'];
      const { result } = await trial({ processes: 1, faults, settings });
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
