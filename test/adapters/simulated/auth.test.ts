import { SimulatedAuth } from '../../../adapters/simulated/auth.js';
import { AUTH_CALLER, AUTH_HEADERS, describeAuthContract } from '../../contracts/auth.contract.js';
import { RunningTime } from './bench.js';

describe('simulated passwords', () => {
  const time = new RunningTime();
  after(() => {
    time.stop();
  });

  describeAuthContract({ describe, it, before, after }, () => ({
    auth: new SimulatedAuth({
      timeline: time.timeline,
      delayMs: () => 3,
      identify: ({ headers }) =>
        Promise.resolve(headers['x-contract'] === AUTH_HEADERS['x-contract'] ? AUTH_CALLER : null),
    }),
    tooMany: 100,
    finish: (work) => work,
  }));
});
