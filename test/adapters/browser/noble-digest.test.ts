import { after, before, describe, it } from 'mocha';
import { nobleDigest } from '../../../adapters/browser/noble-digest.js';
import { describeDigestContract } from '../../contracts/digest.contract.js';

describe('adapters/browser digest', () => {
  describeDigestContract({ describe, it, before, after }, () => nobleDigest);
});
