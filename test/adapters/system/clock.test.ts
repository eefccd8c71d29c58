import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../adapters/system/clock.js';
import { describeClockContract } from '../../contracts/clock.contract.js';

describe('the system clock', () => {
  describeClockContract({ describe, it, before, after }, () => ({
    clock: systemClock,
    // A little more: timers of Node may be early by a millisecond.
    pass: (ms) => sleep(ms + 5),
  }));
});
