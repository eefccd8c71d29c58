import { after, before, describe, it } from 'mocha';
import { browserClock } from '../../../adapters/browser/browser-clock.js';
import { describeClockContract } from '../../contracts/clock.contract.js';

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.ceil(ms) + 1);
  });
}

describe('adapters/browser clock', () => {
  describeClockContract({ describe, it, before, after }, () => ({ clock: browserClock, pass }));
});
