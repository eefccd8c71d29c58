import { copyFileSync, statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import {
  appendNext,
  bodies,
  bury,
  outcomeOf,
  post,
  postAll,
  REPORT,
  revise,
  seedWorld,
} from '../../contracts/store/world.js';
import { open, openInFolder } from './files.js';
import { gate } from './gates.js';

/** A turn of the event loop, in which other work runs. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('SqliteStore', () => {
  it('SQ30 between the statements of a unit reads and other callers run, and see nothing of it', async () => {
    const opened = await openInFolder({ gate: gate({ statement: turn, commit: turn }) });
    const world = { ...opened, ...(await seedWorld(opened)) };
    const seen: number[] = [];
    let isUnderWay = true;
    const unit = world.store
      .write((tx) => post(tx, world, 'slow'), REPORT)
      .then(() => {
        isUnderWay = false;
      });
    const goesOn = (): boolean => isUnderWay;
    while (goesOn()) seen.push((await bodies(world)).length);
    await unit;
    expect(seen.length).to.be.above(1);
    expect(seen.slice(0, -1).every((count) => count === 0)).to.equal(true);
    expect(await bodies(world)).to.deep.equal(['slow']);
    await world.dispose();
  });

  it('SQ30 units settle strictly one at a time however slow their statements are', async () => {
    const opened = await openInFolder({ gate: gate({ statement: turn }) });
    const world = { ...opened, ...(await seedWorld(opened)) };
    const steps: string[] = [];
    const unit = (name: string) =>
      world.store.write(async (tx) => {
        steps.push(`${name}+`);
        await post(tx, world, name);
        steps.push(`${name}-`);
      }, REPORT);
    await Promise.all(['a', 'b', 'c'].map(unit));
    expect(steps.join(' ')).to.equal('a+ a- b+ b- c+ c-');
    await world.dispose();
  });

  it('SQ30 statements that a unit starts together take effect in the order in which they were started', async () => {
    let statements = 0;
    const slowFirst = gate({
      statement: async (phase) => {
        statements += phase === 'before' ? 1 : 0;
        for (let turns = statements % 3; turns > 0; turns -= 1) await turn();
      },
    });
    const opened = await openInFolder({ gate: slowFirst });
    const names = await opened.store.write(
      (tx) =>
        Promise.all(
          ['x', 'y', 'z'].map((name) =>
            tx.insertPerson({
              name,
              email: name,
              passwordHash: null,
              role: 'member',
              createdAt: 1,
            }),
          ),
        ),
      REPORT,
    );
    expect(names).to.deep.equal([1, 2, 3]);
    await opened.dispose();
  });

  it('SQ31 a unit that ends while a statement of its own is running fails', async () => {
    const opened = await openInFolder({ gate: gate({ statement: turn }) });
    const world = { ...opened, ...(await seedWorld(opened)) };
    const careless = world.store.write((tx) => {
      void post(tx, world, 'not waited for').catch(() => undefined);
      return Promise.resolve();
    }, REPORT);
    expect(await outcomeOf(careless)).to.match(/assertion.*statement was running/);
    expect(await bodies(world)).to.deep.equal([]);
    expect(await world.store.write((tx) => appendNext(tx, world.stream), REPORT)).to.equal(2);
    await world.dispose();
  });

  it('SQ31 a unit that awaits something foreign between two slow statements is found out', async () => {
    const opened = await openInFolder({ gate: gate({ statement: turn }) });
    const world = { ...opened, ...(await seedWorld(opened)) };
    const unit = world.store.write(async (tx) => {
      await post(tx, world, 'before it');
      await turn();
      await turn();
      await appendNext(tx, world.stream);
    }, REPORT);
    expect(await outcomeOf(unit)).to.match(/assertion.*awaited/);
    expect(await bodies(world)).to.deep.equal([]);
    await world.dispose();
  });

  it('SQ32 the content of a message is in its row alone, and nowhere once it is superseded or deleted', async () => {
    const opened = await openInFolder();
    const world = { ...opened, ...(await seedWorld(opened)) };
    const [edited, deleted] = await postAll(world, ['first words', 'regretted words']);
    await world.store.write(async (tx) => {
      if (edited !== undefined) await revise(tx, world, { id: edited, body: 'better words' });
      if (deleted !== undefined) await bury(tx, world, deleted);
    }, REPORT);
    const texts = everyText(world.writer(), ['messages', 'events', 'commands', 'streams']);
    // In this test the first bodies are also the names of their requests.
    const names = ['client_message_id', 'request_hash'];
    const contents = texts.filter(({ column }) => !names.includes(column));
    expect(contents.filter(({ text }) => text.includes('words'))).to.deep.equal([
      { table: 'messages', column: 'body', text: 'better words' },
    ]);
    await world.dispose();
  });

  it('SQ33 a store that is abandoned settles nothing and leaves what a killed process would leave', async () => {
    const opened = await openInFolder({ gate: gate({ statement: turn, commit: turn }) });
    const world = { ...opened, ...(await seedWorld(opened)) };
    await postAll(world, ['stored']);
    const settled: string[] = [];
    const note = (what: string) => (): void => void settled.push(what);
    world.store
      .write((tx) => post(tx, world, 'under way'), REPORT)
      .then(note('unit'), note('unit'));
    bodies(world).then(note('read'), note('read'));
    await turn();
    await turn();
    world.store.abandon();
    world.store
      .write((tx) => appendNext(tx, world.stream), REPORT)
      .then(note('late'), note('late'));
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(settled).to.deep.equal([]);
    expect(statSync(`${world.path}-wal`).size).to.be.above(0);
    const next = await open(world.path);
    expect(await bodies({ ...world, store: next })).to.deep.equal(['stored']);
    expect(await next.integrity()).to.deep.equal([]);
    await next.close();
    world.folder.remove();
  });

  it('SQ34 a power cut at any moment leaves every acknowledged message: main file and WAL as they are', async () => {
    const opened = await openInFolder();
    const world = { ...opened, ...(await seedWorld(opened)) };
    await postAll(world, ['one', 'two']);
    copyFileSync(world.path, world.folder.file('copy.db'));
    copyFileSync(`${world.path}-wal`, world.folder.file('copy.db-wal'));
    const copy = await open(world.folder.file('copy.db'));
    expect(await bodies({ ...world, store: copy })).to.deep.equal(['one', 'two']);
    await copy.close();
    await world.dispose();
  });
});

interface StoredText {
  readonly table: string;
  readonly column: string;
  readonly text: string;
}

function everyText(db: Database.Database, tables: readonly string[]): StoredText[] {
  return tables.flatMap((table) => {
    const rows = db.prepare(`select * from ${table}`).all() as Record<string, unknown>[];
    return rows.flatMap((row) =>
      Object.entries(row).flatMap(([column, text]) =>
        typeof text === 'string' ? [{ table, column, text }] : [],
      ),
    );
  });
}
