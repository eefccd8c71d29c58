import { after, before, describe, it } from 'mocha';
import { describeStoreContract } from '../../contracts/store.contract.js';
import { openInFolder } from './files.js';

describe('SqliteStore', () => {
  describeStoreContract({ describe, it, before, after }, () => openInFolder());
});
