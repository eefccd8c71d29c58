import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { MIGRATIONS } from '../../../adapters/sqlite/migrations.js';
import { templateBytes } from '../../../adapters/sqlite/open.js';
import { outcomeOf, seedWorld } from '../../contracts/store/world.js';
import { open, TestFolder } from './files.js';

/** "HRTH" as a number. */
const APPLICATION_ID = 0x48525448;

/** A user without rights, on every system that the tests run on. */
const NOBODY = 65_534;

const PAGE_BYTES = 4_096;

describe('openSqliteStore', () => {
  let folder: TestFolder;

  beforeEach(() => {
    folder = new TestFolder();
  });

  afterEach(() => {
    folder.remove();
  });

  it('SQ1 every connection of every opening syncs fully: synchronous is read back as 2 on the second open', async () => {
    await (await open(folder.file())).close();
    const found: unknown[] = [];
    const databases: Database.Database[] = [];
    const store = await open(folder.file(), { onConnection: (db) => databases.push(db) });
    for (const db of databases) {
      for (const name of ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout']) {
        found.push(db.pragma(name, { simple: true }));
      }
      found.push(db.pragma('wal_autocheckpoint', { simple: true }));
    }
    expect(databases).to.have.length.above(1);
    expect(found).to.deep.equal(databases.flatMap(() => ['wal', 2, 1, 0, 0]));
    await store.close();
  });

  it('SQ2 a file that is not a database is refused as not_a_database and left as it is', async () => {
    const text = 'Dear diary, this is not a database.\n'.repeat(100);
    writeFileSync(folder.file(), text);
    expect(await outcomeOf(open(folder.file()))).to.equal('not_a_database!');
    expect(readFileSync(folder.file(), 'utf8')).to.equal(text);
  });

  it('SQ2 a database of another program is refused as not_a_database and left as it is', async () => {
    const other = new Database(folder.file());
    other.exec('create table notes (text); insert into notes values (1)');
    other.close();
    const before = readFileSync(folder.file());
    expect(await outcomeOf(open(folder.file()))).to.equal('not_a_database!');
    expect(readFileSync(folder.file()).equals(before)).to.equal(true);
  });

  it('SQ52 a file that is cut off, or whose pages are not what was written, is data_damaged', async () => {
    await (await open(folder.file())).close();
    const whole = readFileSync(folder.file());
    const cut = whole.subarray(0, Math.floor(whole.length / 2));
    const garbled = Buffer.from(whole);
    for (let at = PAGE_BYTES; at < whole.length; at += PAGE_BYTES) garbled.fill(0x5a, at, at + 64);
    for (const damaged of [cut, garbled]) {
      writeFileSync(folder.file(), damaged);
      expect(await outcomeOf(open(folder.file()))).to.equal('data_damaged!');
      expect(readFileSync(folder.file()).equals(damaged)).to.equal(true);
    }
  });

  it('SQ3 a database of a newer version is refused as schema_too_new and left as it is', async () => {
    await (await open(folder.file())).close();
    const newer = new Database(folder.file());
    newer.pragma(`user_version = ${String(MIGRATIONS.length + 1)}`);
    newer.close();
    expect(await outcomeOf(open(folder.file()))).to.equal('schema_too_new!');
  });

  it('SQ4 a folder that is missing, or is no folder, or a path that is one, is data_unreadable', async () => {
    writeFileSync(folder.file('plain'), 'a file');
    mkdirSync(folder.file('directory'));
    for (const path of ['missing/hearth.db', 'plain/hearth.db', 'directory']) {
      expect(await outcomeOf(open(join(folder.path, path))), path).to.equal('data_unreadable!');
    }
  });

  it('SQ4 a folder or file without permission is data_unreadable', async () => {
    const asRoot = process.geteuid?.() === 0;
    await (await open(folder.file())).close();
    chmodSync(folder.path, 0o500);
    if (asRoot) process.seteuid?.(NOBODY);
    const inFolder = await outcomeOf(open(folder.file('new.db')));
    const ofFile = await outcomeOf(open(folder.file()));
    if (asRoot) process.seteuid?.(0);
    chmodSync(folder.path, 0o700);
    expect([inFolder, ofFile]).to.deep.equal(['data_unreadable!', 'data_unreadable!']);
    const store = await open(folder.file());
    expect(await store.integrity()).to.deep.equal([]);
    await store.close();
  });

  it('SQ4 the file is for its owner alone', async () => {
    await (await open(folder.file())).close();
    expect(statSync(folder.file()).mode & 0o777).to.equal(0o600);
  });

  it('SQ5 a disk that is full at the first opening is disk_full, and the next opening works', async () => {
    const full = open(folder.file(), {
      onConnection: (db) => {
        db.pragma('max_page_count = 5');
      },
    });
    expect(await outcomeOf(full)).to.equal('disk_full!');
    const store = await open(folder.file());
    expect(await store.integrity()).to.deep.equal([]);
    await store.close();
  });

  it('SQ6 a file at any step of the schema is brought to the newest one', async () => {
    for (let steps = 0; steps <= MIGRATIONS.length; steps += 1) {
      const path = folder.file(`step-${String(steps)}.db`);
      const old = new Database(path);
      for (const { statements } of MIGRATIONS.slice(0, steps)) {
        for (const statement of statements) old.exec(statement);
      }
      if (steps > 0) old.pragma(`application_id = ${String(APPLICATION_ID)}`);
      old.pragma(`user_version = ${String(steps)}`);
      old.close();
      const store = await open(path);
      expect((await seedWorld({ store })).room, `from step ${String(steps)}`).to.equal(1);
      expect(await store.integrity()).to.deep.equal([]);
      await store.close();
    }
  });

  it('SQ6 two processes that open a new file at the same time make one database', async () => {
    const stores = await Promise.all([open(folder.file()), open(folder.file())]);
    const epochs = await Promise.all(stores.map((store) => store.read((s) => s.epoch())));
    expect(epochs[0]).to.equal(epochs[1]);
    for (const store of stores) await store.close();
  });

  it('SQ7 every new database has an epoch of its own, and keeps it', async () => {
    const epochs = new Set<string>();
    const template = await templateBytes();
    for (const name of ['a.db', 'b.db']) {
      for (let opening = 0; opening < 2; opening += 1) {
        const store = await open(folder.file(name), { template });
        epochs.add(await store.read((s) => s.epoch()));
        await store.close();
      }
    }
    expect(epochs.size).to.equal(2);
  });

  it('SQ8 no row id is given out twice, even after the newest row is gone', async () => {
    await (await open(folder.file())).close();
    const db = new Database(folder.file());
    const tables = db
      .prepare("select name from sqlite_schema where sql like '%autoincrement%' order by name")
      .pluck()
      .all();
    db.close();
    expect(tables).to.deep.equal([
      'events',
      'failed_sign_ins',
      'jobs',
      'messages',
      'people',
      'push_subscriptions',
      'rooms',
      'sessions',
    ]);
  });
});
