import { describeOutboundContract } from '../../contracts/outbound.contract.js';
import { httpOutboundBench } from './bench.js';

describe('outbound HTTP', () => {
  describeOutboundContract({ describe, it, before, after }, httpOutboundBench);
});
