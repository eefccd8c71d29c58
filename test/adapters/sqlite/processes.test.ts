import { expect } from 'chai';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Clock } from '../../../ports/clock.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { LOCK_LEFT_FREE_MS, LOCK_RETRY_MS } from '../../../adapters/sqlite/waiting.js';
import {
  appendNext,
  bodies,
  outcomeOf,
  post,
  postAll,
  REPORT,
  seedWorld,
  type World,
} from '../../contracts/store/world.js';
import { ended, startChild } from './child.js';
import { open, openInFolder, type OpenedStore } from './files.js';

/** A clock on which waiting takes no time and still counts. */
function hurriedClock(): Clock {
  let passed = 0;
  return {
    now: () => systemClock.now(),
    monotonic: () => passed,
    after: (delayMs, callback) =>
      systemClock.after(0, () => {
        passed += delayMs;
        callback();
      }),
  };
}

describe('several processes on one file', () => {
  let world: OpenedStore & World;

  beforeEach(async () => {
    const opened = await openInFolder({ leases: 'file' });
    world = { ...opened, ...(await seedWorld(opened)) };
  });

  afterEach(() => world.dispose());

  it('SQ20 a process that is killed after COMMIT and before its answer has stored everything', async () => {
    const child = await ended(startChild('die-after-commit', world.path));
    expect(child).to.deep.equal({ signal: 'SIGKILL', code: null, values: [] });
    expect(await bodies(world)).to.deep.equal(['stored, never answered']);
    const again = await world.store.write(
      (tx) => tx.messageByKey(world.ada, 'stored, never answered' as never),
      REPORT,
    );
    expect(again?.message.seq).to.equal(2);
    expect(await world.store.integrity()).to.deep.equal([]);
  });

  it('SQ21 what another process commits is seen by changesAfter, in one order with the own commits', async () => {
    const start = await world.store.changeToken();
    const told: number[] = [];
    world.store.onCommitted((runs) => {
      told.push(...runs.map(({ to }) => to));
    });
    const child = ended(startChild('post-many', world.path));
    const own = Array.from({ length: 20 }, (_, count) => `own ${String(count)}`);
    await postAll(world, own);
    const { values } = await child;
    expect(values).to.have.length(1);
    const seqs: number[] = [];
    for (let token = start; ;) {
      const changes = await world.store.changesAfter(token, 50);
      if (changes.runs.length === 0) break;
      for (const { from, to } of changes.runs) for (let s = from; s <= to; s += 1) seqs.push(s);
      token = changes.token;
    }
    expect(seqs).to.deep.equal(Array.from({ length: 220 }, (_, index) => index + 2));
    expect(told, 'listeners hear of own commits only').to.have.length(20);
  });

  it('SQ22 a foreign commit between two batches makes the writer forget every head it remembers', async () => {
    const other = await open(world.path);
    try {
      const seqs: number[] = [];
      for (const store of [world.store, other, other, world.store, other, world.store]) {
        seqs.push(await store.write((tx) => appendNext(tx, world.stream), REPORT));
      }
      expect(seqs).to.deep.equal([2, 3, 4, 5, 6, 7]);
    } finally {
      await other.close();
    }
  });

  it('SQ23 a file that is locked for a moment makes a unit wait, not fail', async () => {
    const other = new Database(world.path, { timeout: 0 });
    other.exec('begin immediate');
    const unit = world.store.write((tx) => appendNext(tx, world.stream), REPORT);
    const read = await bodies(world);
    expect(read, 'reads go on meanwhile').to.deep.equal([]);
    setTimeout(() => other.exec('rollback'), 50);
    expect(await unit).to.equal(2);
    expect(world.store.stats().lockRetries).to.be.above(0);
    other.close();
  });

  it('SQ23 a file that stays locked refuses those who wait as busy, and nothing of them happens', async () => {
    const store = await open(world.path, { clock: hurriedClock() });
    const other = new Database(world.path, { timeout: 0 });
    other.exec('begin immediate');
    const units = ['one', 'two'].map((body) =>
      outcomeOf(store.write((tx) => post(tx, world, body), REPORT)),
    );
    expect(await Promise.all(units)).to.deep.equal(['busy!', 'busy!']);
    other.exec('rollback');
    other.close();
    expect(await store.write((tx) => appendNext(tx, world.stream), REPORT)).to.equal(2);
    expect(await bodies(world)).to.deep.equal([]);
    await store.close();
  });

  it('SQ24 a busy writer leaves the lock free for longer than others sleep between tries, alone it never does', async () => {
    const waits: number[] = [];
    const clock: Clock = {
      ...systemClock,
      after: (delayMs, callback) => {
        waits.push(delayMs);
        return systemClock.after(delayMs, callback);
      },
    };
    const pauses = async (leases: 'file' | 'none'): Promise<number> => {
      const store = await open(world.path, { clock, leases });
      waits.length = 0;
      const end = systemClock.monotonic() + 300;
      while (systemClock.monotonic() < end) {
        await Promise.all(
          Array.from({ length: 20 }, () => store.write((tx) => appendNext(tx, 'admin'), REPORT)),
        );
      }
      await store.close();
      return waits.filter((delayMs) => delayMs === LOCK_LEFT_FREE_MS).length;
    };
    expect(LOCK_LEFT_FREE_MS).to.be.above(LOCK_RETRY_MS);
    expect(await pauses('none')).to.equal(0);
    // The world's own store is the neighbour. At most 12 times 20 ms and a pause fit in.
    expect(await pauses('file')).to.be.within(1, 12);
  });

  it('SQ24 a process that writes without pause leaves the lock to others often enough', async () => {
    let stop = false;
    const loaders = Array.from({ length: 16 }, async (_, loader) => {
      for (let count = 0; !stop; count += 1) {
        const name = `own ${String(loader)} ${String(count)}`;
        await world.store.write((tx) => post(tx, world, name), REPORT);
      }
    });
    const { values } = await ended(startChild('post-many', world.path));
    stop = true;
    await Promise.all(loaders);
    const [{ posts, slowestMs }] = values as [{ posts: number; slowestMs: number }];
    expect(posts).to.equal(200);
    // Far below the 5 s after which a unit is refused: the child's first posts precede its lease.
    expect(slowestMs).to.be.below(2_500);
    const run = await world.store.read((s) => s.head(world.stream));
    const rows = new Database(world.path).prepare('select count(*) from events').pluck().get();
    expect(rows).to.equal(run.seq);
  });
});
