import { systemRandom } from '../../../adapters/system/random.js';
import { describeRandomContract } from '../../contracts/random.contract.js';

describe('the system’s chance', () => {
  describeRandomContract({ describe, it, before, after }, () => systemRandom);
});
