import { after, before, describe, it } from 'mocha';
import { MemoryLocalStore } from '../../../adapters/memory/memory-local-store.js';
import { describeLocalStoreContract } from '../../contracts/local-store.contract.js';

describe('adapters/memory', () => {
  describeLocalStoreContract({ describe, it, before, after }, () => new MemoryLocalStore());
});
