import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Gate } from '../../../adapters/sqlite/open.js';
import { bodies, outcomeOf, post, REPORT, seedWorld } from '../../contracts/store/world.js';
import { openInFolder } from './files.js';

/** A gate at which statements of one role fail while it is told so. */
class FailingStatements implements Gate {
  fails: 'writer' | 'reader' | null = null;

  statement(phase: 'before' | 'after', role: 'writer' | 'reader'): Promise<void> {
    if (phase === 'after' || role !== this.fails) return Promise.resolve();
    return Promise.reject(new Database.SqliteError('disk I/O error', 'SQLITE_IOERR_READ'));
  }

  commit(): Promise<void> {
    return Promise.resolve();
  }
}

describe('errors of the disk', () => {
  it('SQ14 a read that fails once may be tried again, and the store goes on', async () => {
    const gate = new FailingStatements();
    const opened = await openInFolder({ gate });
    try {
      gate.fails = 'reader';
      const read = (): Promise<number> => opened.store.read((snapshot) => snapshot.peopleCount());
      expect(await outcomeOf(read())).to.equal('unavailable!');
      gate.fails = null;
      expect(await read()).to.equal(0);
    } finally {
      await opened.dispose();
    }
  });

  it('SQ14 a unit of which a statement fails leaves nothing, and may be tried again', async () => {
    const gate = new FailingStatements();
    const opened = await openInFolder({ gate });
    try {
      const world = { ...opened, ...(await seedWorld(opened)) };
      const unit = (): Promise<unknown> =>
        world.store.write((tx) => post(tx, world, 'one'), REPORT);
      gate.fails = 'writer';
      expect(await outcomeOf(unit())).to.equal('unavailable!');
      gate.fails = null;
      expect(await bodies(world)).to.deep.equal([]);
      await unit();
      expect(await bodies(world)).to.deep.equal(['one']);
    } finally {
      await opened.dispose();
    }
  });
});
