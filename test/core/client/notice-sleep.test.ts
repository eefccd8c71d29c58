import { expect } from 'chai';
import { noticeSleep } from '../../../core/client/notice-sleep.js';
import { ManualClock } from '../delivery/manual-clock.js';

describe('a page whose device sleeps', () => {
  let clock: ManualClock;
  let slept: number;
  let end: () => void;

  beforeEach(() => {
    clock = new ManualClock();
    slept = 0;
    end = noticeSleep(clock, () => (slept += 1));
  });

  it('PS25 a wall clock that is ahead of the steady one says within a second that the device slept', () => {
    clock.advance(10_000);
    expect(slept).to.equal(0);
    clock.wall += 60_000;
    clock.advance(1_000);
    expect(slept).to.equal(1);
    clock.advance(60_000);
    expect(slept).to.equal(1);
  });

  it('PS25 a page that stood still, a clock that is set back and one that runs wrong are no sleep', () => {
    clock.standStill(60_000);
    clock.advance(1_000);
    clock.wall -= 3_600_000;
    clock.advance(1_000);
    for (let second = 0; second < 100; second += 1) {
      clock.wall += 1_500;
      clock.advance(1_000);
    }
    expect(slept).to.equal(0);
  });

  it('PS25 an ended page looks no more', () => {
    end();
    clock.wall += 60_000;
    clock.advance(10_000);
    expect([slept, clock.timers]).to.deep.equal([0, 0]);
  });
});
