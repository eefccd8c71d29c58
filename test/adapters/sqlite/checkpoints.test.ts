import { readFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { appendNext, postAll, REPORT, seedWorld } from '../../contracts/store/world.js';
import { ended, startChild } from './child.js';
import { openInFolder } from './files.js';

describe('checkpoints', () => {
  it('SQ50 the WAL is copied into the file while units go on, so that it is used again and stays small', async () => {
    const { store, path, dispose } = await openInFolder();
    const before = statSync(path).size;
    for (let round = 0; round < 100; round += 1) {
      await Promise.all(
        Array.from({ length: 32 }, () => store.write((tx) => appendNext(tx, 'account'), REPORT)),
      );
    }
    expect(statSync(path).size).to.be.above(before + 256 * 1024);
    expect(store.stats().walBytes).to.be.below(4 * 1024 * 1024);
    await dispose();
  });

  it('SQ50 in production a thread of its own copies the WAL into the file', async () => {
    const opened = await openInFolder({ checkpoints: 'thread' });
    await seedWorld(opened);
    for (let count = 0; count < 300; count += 1) {
      await opened.store.write((tx) => appendNext(tx, 'account'), REPORT);
    }
    const events = (): unknown => {
      const file = readFileSync(opened.path);
      const db = new Database(switchedFromWal(file));
      try {
        return db.prepare('select count(*) from events').pluck().get();
      } catch {
        // Before the first checkpoint all tables are in the WAL.
        return 0;
      } finally {
        db.close();
      }
    };
    for (let tries = 0; tries < 100 && Number(events()) < 200; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(events()).to.be.above(200);
    await opened.dispose();
  });

  it('SQ50 that thread keeps no process alive which has nothing else to do', async () => {
    const opened = await openInFolder();
    await seedWorld(opened);
    const child = await ended(startChild('end-unclosed', opened.path));
    expect(child).to.deep.equal({ signal: null, code: 0, values: [] });
    await opened.dispose();
  });

  it('SQ51 a WAL that readers keep growing is emptied by the writer once they let go', async () => {
    const opened = await openInFolder();
    const world = { ...opened, ...(await seedWorld(opened)) };
    const { writer, path, store } = world;
    // As a long reader of another process does: nothing newer can be copied while it reads.
    const reader = new Database(path, { readonly: true });
    reader.exec('begin');
    reader.prepare('select count(*) from events').get();
    writer().exec('create table filler (bytes blob)');
    const fill = writer().prepare('insert into filler values (zeroblob(1000000))');
    for (let count = 0; count < 70; count += 1) fill.run();
    await postAll(world, ['while the reader reads']);
    expect(store.stats().walBytes).to.be.above(64 * 1024 * 1024);
    reader.exec('rollback');
    reader.close();
    for (let count = 0; count < 70; count += 1) {
      await store.write((tx) => appendNext(tx, world.stream), REPORT);
    }
    expect(store.stats().walBytes).to.be.below(4 * 1024 * 1024);
    expect(await store.integrity()).to.deep.equal([]);
    await world.dispose();
  });
});

/** The copy of a database as a single file: its header says "rollback journal". */
function switchedFromWal(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy[18] = 1;
  copy[19] = 1;
  return copy;
}
