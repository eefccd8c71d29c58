import { systemDigest } from '../../../adapters/system/digest.js';
import { describeDigestContract } from '../../contracts/digest.contract.js';

describe('the system’s digest', () => {
  describeDigestContract({ describe, it, before, after }, () => systemDigest);
});
