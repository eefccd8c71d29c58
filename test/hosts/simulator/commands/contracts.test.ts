import { expect } from 'chai';
import { contractsElsewhere } from '../../../../hosts/simulator/commands/contracts.js';
import { mutate } from '../../../../hosts/simulator/mutants/project.js';

/** A device that forgets whatever it is told to keep. */
const FORGETFUL = {
  file: 'adapters/memory/memory-local-store.ts',
  old: '    entries.set(entry.clientMessageId, entry);\n',
  new: '    entries.delete(entry.clientMessageId);\n',
};

describe('contracts beside a canary', function () {
  // Each runs every contract suite in a process of its own.
  this.timeout(600_000);

  it('SI21 contract suites of other modules are run with the canary, and notice what breaks them', async () => {
    const said = await contractsElsewhere('core/messaging/post.ts', mutate([FORGETFUL]));
    expect(said)
      .to.match(/\d+ failing/)
      .and.include('LS');
  });

  it('SI21 those of its own module are left out, and what breaks only that is not noticed', async () => {
    expect(await contractsElsewhere(FORGETFUL.file, mutate([FORGETFUL]))).to.equal(null);
  });
});
