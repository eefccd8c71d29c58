import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import sinon from 'sinon';
import { systemClock } from '../../../adapters/system/clock.js';
import { DAY_MS } from '../../../core/vocabulary/time.js';
import { describeClockContract } from '../../contracts/clock.contract.js';

describe('the system clock', () => {
  describeClockContract({ describe, it, before, after }, () => ({
    clock: systemClock,
    // A little more: timers of Node may be early by a millisecond.
    pass: (ms) => sleep(ms + 5),
  }));

  it('SY4 calls back after 60 days, neither at once nor twice', () => {
    // Two months do not pass in a test, and setTimeout itself takes at most 24.8 days.
    const time = sinon.useFakeTimers();
    try {
      const callback = sinon.spy();
      systemClock.after(60 * DAY_MS, callback);
      time.tick(60 * DAY_MS - 1);
      expect(callback.callCount).to.equal(0);
      time.tick(1);
      expect(callback.callCount).to.equal(1);
      time.tick(60 * DAY_MS);
      expect(callback.callCount).to.equal(1);
    } finally {
      time.restore();
    }
  });
});
