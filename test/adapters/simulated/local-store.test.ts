import { SimulatedDisk, SimulatedLocalStore } from '../../../adapters/simulated/local-store.js';
import { describeLocalStoreContract } from '../../contracts/local-store.contract.js';
import { RunningTime } from './bench.js';

describe('the simulated device store', () => {
  const time = new RunningTime();
  after(() => {
    time.stop();
  });

  describeLocalStoreContract(
    { describe, it, before, after },
    () =>
      new SimulatedLocalStore({
        timeline: time.timeline,
        disk: new SimulatedDisk(),
        delayMs: () => 0.1,
      }),
  );
});
