import type { ContractHarness } from './harness.js';
import { describeJobs } from './store/jobs.js';
import { describeLog } from './store/log.js';
import { describeRows } from './store/rows.js';
import { describeRules } from './store/rules.js';
import { describeTelling } from './store/telling.js';
import { describeHandovers } from './store/handovers.js';
import { describeTerms } from './store/terms.js';
import type { StoreSetup } from './store/world.js';
import { describeWriting } from './store/writing.js';

export type { StoreSetup, StoreUnderTest } from './store/world.js';

/**
 * Everything that every Store promises. `setup` opens a new, empty one each time that it is
 * called.
 */
export function describeStoreContract(harness: ContractHarness, setup: StoreSetup): void {
  harness.describe('Store', () => {
    describeWriting(harness, setup);
    describeRules(harness, setup);
    describeLog(harness, setup);
    describeRows(harness, setup);
    describeTerms(harness, setup);
    describeJobs(harness, setup);
    describeTelling(harness, setup);
    describeHandovers(harness, setup);
  });
}
