import { after, before, describe, it } from 'mocha';
import { browserRandom } from '../../../adapters/browser/browser-random.js';
import { describeRandomContract } from '../../contracts/random.contract.js';

describe('adapters/browser random', () => {
  describeRandomContract({ describe, it, before, after }, () => browserRandom);
});
