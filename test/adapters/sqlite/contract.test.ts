import { after, before, describe, it } from 'mocha';
import { describeAuditContract } from '../../contracts/audit.contract.js';
import { describeStoreContract } from '../../contracts/store.contract.js';
import { openInFolder } from './files.js';

describe('SqliteStore', () => {
  describeStoreContract({ describe, it, before, after }, () => openInFolder());
  describeAuditContract({ describe, it, before, after }, () => openInFolder());
});
