import { expect } from 'chai';
import { describe, it } from 'mocha';
import { outcomeOf } from '../../contracts/store/world.js';
import { openInFolder } from './files.js';
import { gate } from './gates.js';

describe('Readers', () => {
  it('SQ43 each connection serves one read at a time, reads beyond them wait, and beyond the bound they are busy', async () => {
    let open: () => void = () => undefined;
    const opening = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { store, dispose } = await openInFolder({
      readers: 2,
      gate: gate({
        statement: (_phase, role) => (role === 'reader' ? opening : Promise.resolve()),
      }),
    });
    let running = 0;
    let runningMax = 0;
    const read = () =>
      store.read(async (snapshot) => {
        running += 1;
        runningMax = Math.max(runningMax, running);
        const count = await snapshot.peopleCount();
        running -= 1;
        return count;
      });
    const served = Array.from({ length: 2 + store.stats().waitingReadsMax }, read);
    await Promise.resolve();
    expect(store.stats().waitingReads).to.equal(store.stats().waitingReadsMax);
    expect(await outcomeOf(read())).to.equal('busy!');
    open();
    expect(new Set(await Promise.all(served))).to.deep.equal(new Set([0]));
    expect(runningMax).to.equal(2);
    expect(store.stats().waitingReads).to.equal(0);
    await dispose();
  });

  it('SQ43 a read that throws is told what it threw and gives its connection back', async () => {
    const { store, dispose } = await openInFolder({ readers: 1 });
    const failing = store.read(async (snapshot) => {
      await snapshot.peopleCount();
      throw new Error('no');
    });
    expect(await outcomeOf(failing)).to.equal('no');
    expect(await store.read((snapshot) => snapshot.peopleCount())).to.equal(0);
    await dispose();
  });
});
