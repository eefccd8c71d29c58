import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import { Draws } from '../../../hosts/simulator/kernel/draws.js';
import { describeRandomContract } from '../../contracts/random.contract.js';

describe('simulated chance', () => {
  describeRandomContract(
    { describe, it, before, after },
    () => new SimulatedRandom(new Draws(7, 'contract', '')),
  );
});
