import { SimulatedClock } from '../../../adapters/simulated/clock.js';
import { describeClockContract } from '../../contracts/clock.contract.js';
import { RunningTime } from './bench.js';

describe('the simulated clock', () => {
  const time = new RunningTime();
  after(() => {
    time.stop();
  });

  describeClockContract({ describe, it, before, after }, () => ({
    clock: new SimulatedClock({
      timeline: time.timeline,
      wallStart: 1_000,
      wallOffsetMs: () => 0.5,
    }),
    pass: (ms) => time.pass(ms),
  }));
});
