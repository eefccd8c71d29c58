import { describeSocketContract } from '../../contracts/socket.contract.js';
import { describeTransportContract } from '../../contracts/transport.contract.js';
import { simulatedSocketBench, simulatedTransportBench } from './bench.js';

describe('the simulated network', () => {
  describeSocketContract({ describe, it, before, after }, simulatedSocketBench);
  describeTransportContract({ describe, it, before, after }, simulatedTransportBench);
});
