import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { Tx } from '../../../ports/store.js';
import {
  bodies,
  outcomeOf,
  post,
  REPORT,
  seedWorld,
  type World,
} from '../../contracts/store/world.js';
import { openInFolder, type OpenedStore } from './files.js';
import { failingCommits } from './gates.js';
import type { SqliteStoreOptions } from '../../../adapters/sqlite/open.js';

const RERUN = { afterUnknownCommit: 'rerun' } as const;

/** Larger than what a full file has left in its pages. */
const LARGE = 'x'.repeat(30_000);

type Opened = OpenedStore & World;

async function opened(
  more: Partial<SqliteStoreOptions>,
  test: (world: Opened) => Promise<void>,
): Promise<void> {
  const store = await openInFolder(more);
  try {
    await test({ ...store, ...(await seedWorld(store)) });
  } finally {
    await store.dispose();
  }
}

/** Finds the message of its key or posts it: a unit that may run again. */
async function postOnce(tx: Tx, world: World, body: string): Promise<string> {
  const found = await tx.messageByKey(world.ada, body as never);
  if (found !== null) return `${body}: found at ${String(found.message.seq)}`;
  await post(tx, world, body);
  return `${body}: stored at ${String((await tx.head(world.stream)).seq)}`;
}

/** Whom each unit of the batch was run for, in order. */
function batchOf(world: World, names: readonly string[], ran: string[] = []) {
  return names.map((name) =>
    world.store.write((tx) => {
      ran.push(name.slice(0, 5));
      return postOnce(tx, world, name);
    }, RERUN),
  );
}

describe('Committer', () => {
  it('SQ10 a disk that is full within unit k of a batch refuses unit k and stores the others, in order', async () => {
    await opened({}, async (world) => {
      const free = world.fillDisk();
      const ran: string[] = [];
      const head = (tx: Tx): Promise<string> => {
        ran.push('head');
        return tx.head(world.stream).then(({ seq }) => `head ${String(seq)}`);
      };
      const units = [
        world.store.write(head, REPORT),
        ...batchOf(world, [`large${LARGE}`], ran),
        world.store.write(head, REPORT),
      ];
      expect(await Promise.all(units.map(outcomeOf))).to.deep.equal([
        'head 1',
        'disk_full!',
        'head 1',
      ]);
      expect(ran, 'again from the first unit, the culprit alone and last').to.deep.equal([
        'head',
        'large',
        'head',
        'head',
        'large',
      ]);
      free();
      expect(await bodies(world)).to.deep.equal([]);
      expect(await world.store.write((tx) => postOnce(tx, world, 'next'), RERUN)).to.equal(
        'next: stored at 2',
      );
      expect(await world.store.integrity()).to.deep.equal([]);
    });
  });

  it('SQ10 a disk with room for some units of a batch stores those and refuses the one that is too large', async () => {
    await opened({}, async (world) => {
      // Room for one large message and not for two.
      const pages = Number(world.writer().pragma('page_count', { simple: true }));
      world.writer().pragma(`max_page_count = ${String(pages + 32)}`);
      const names = ['small', `1 is large${LARGE}`, `2 is large${LARGE}`, 'later'];
      const answers = await Promise.all(batchOf(world, names).map(outcomeOf));
      expect(answers.map((answer) => String(answer).replace(LARGE, ''))).to.deep.equal([
        'small: stored at 2',
        '1 is large: stored at 3',
        'disk_full!',
        'later: stored at 4',
      ]);
      const stored = (await bodies(world)).map((body) => body.replace(LARGE, ''));
      expect(stored).to.deep.equal(['small', '1 is large', 'later']);
    });
  });

  it('SQ10 a statement after the engine has ended the transaction is refused and is not committed by itself', async () => {
    await opened({}, async (world) => {
      const free = world.fillDisk();
      const answers: unknown[] = [];
      const swallowing = world.store.write(async (tx) => {
        answers.push(await outcomeOf(post(tx, world, LARGE)));
        answers.push(await outcomeOf(tx.recordFailedSignIn('192.0.2.1', 5, 0)));
        return 'as if nothing had happened';
      }, REPORT);
      const other = world.store.write((tx) => tx.peopleCount(), REPORT);
      expect(await outcomeOf(swallowing)).to.match(/assertion.*swallowed/);
      expect(await other).to.equal(2);
      expect(answers.slice(0, 2)).to.deep.equal([
        'SQLITE_FULL!',
        'the transaction of this statement has ended before it',
      ]);
      free();
      const failed = world.writer().prepare('select count(*) from failed_sign_ins').pluck().get();
      expect(failed).to.equal(0);
    });
  });

  it('SQ11 a commit that fails definitely stored nothing: units run again one by one and only the culprit is told', async () => {
    await opened({}, async (world) => {
      world.writer().exec(`
        create table checked (room integer references rooms (id) deferrable initially deferred);
        create trigger check_poison after insert on messages when new.body = 'poison'
        begin insert into checked values (999); end;
      `);
      const ran: string[] = [];
      const answers = await Promise.all(
        batchOf(world, ['one', 'poison', 'two'], ran).map(outcomeOf),
      );
      expect(answers).to.deep.equal([
        'one: stored at 2',
        'SQLITE_CONSTRAINT_FOREIGNKEY!',
        'two: stored at 3',
      ]);
      expect(ran).to.deep.equal(['one', 'poiso', 'two', 'one', 'poiso', 'two']);
      expect(await bodies(world)).to.deep.equal(['one', 'two']);
      expect(await world.store.integrity()).to.deep.equal([]);
    });
  });

  for (const phase of ['before', 'after'] as const) {
    it(`SQ12 after an I/O error from COMMIT (${phase} it took effect) units whose keys decide run again, others learn that nobody knows`, async () => {
      // The first commit is the world's own.
      const gate = failingCommits({ 2: { phase, code: 'SQLITE_IOERR_FSYNC' } });
      await opened({ gate }, async (world) => {
        const connections = world.writer();
        const [one] = batchOf(world, ['one']);
        const two = world.store.write((tx) => postOnce(tx, world, 'two'), REPORT);
        const thrown = world.store.write(() => Promise.reject(new Error('no')), REPORT);
        const answers = await Promise.all([one, two, thrown].map((unit) => outcomeOf(unit ?? two)));
        const isStored = phase === 'after';
        expect(answers).to.deep.equal([
          isStored ? 'one: found at 2' : 'one: stored at 2',
          'unavailable!',
          'no',
        ]);
        expect(await bodies(world)).to.deep.equal(isStored ? ['one', 'two'] : ['one']);
        expect(world.writer(), 'the connection was replaced').not.to.equal(connections);
        expect(connections.open).to.equal(false);
        expect(await Promise.all(batchOf(world, ['two']))).to.deep.equal([
          isStored ? 'two: found at 3' : 'two: stored at 3',
        ]);
      });
    });
  }

  it('SQ13 a second commit of unknown outcome in a row stops the process: nobody is told more than is known', async () => {
    const failure = { phase: 'after', code: 'SQLITE_IOERR_WRITE' } as const;
    const fatal: unknown[] = [];
    const onFatal = (error: unknown): void => void fatal.push(error);
    await opened({ gate: failingCommits({ 2: failure, 3: failure }), onFatal }, async (world) => {
      const batch = batchOf(world, ['one', 'two']);
      expect(await Promise.all(batch.map(outcomeOf))).to.deep.equal([
        'unavailable!',
        'unavailable!',
      ]);
      expect(fatal).to.have.length(1);
      expect(await Promise.all(batchOf(world, ['three']).map(outcomeOf))).to.deep.equal(['busy!']);
      expect(await bodies(world)).to.deep.equal(['one', 'two']);
    });
  });

  it('SQ13 two such commits with a good one between them are got over', async () => {
    const failure = { phase: 'before', code: 'SQLITE_IOERR_WRITE' } as const;
    const gate = failingCommits({ 2: failure, 4: failure });
    await opened({ gate }, async (world) => {
      expect(await Promise.all(batchOf(world, ['one']))).to.deep.equal(['one: stored at 2']);
      expect(await Promise.all(batchOf(world, ['two']))).to.deep.equal(['two: stored at 3']);
    });
  });
});
