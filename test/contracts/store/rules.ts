import assert from 'node:assert/strict';
import type { Snapshot, Tx } from '../../../ports/store.js';
import type { ContractHarness } from '../harness.js';
import {
  appendNext,
  bodies,
  deferred,
  inWorld,
  outcomeOf,
  post,
  REPORT,
  type StoreSetup,
} from './world.js';

/** Larger than any page and than what a nearly full one has left. */
const LARGE = 'x'.repeat(30_000);

/** Each rule of units and reads, broken by a unit or read made for it. */
export function describeRules({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('broken rules', () => {
    it(
      'WR20 a unit that awaits something foreign is rolled back and rejected, and nothing else is',
      inWorld(setup, async (world) => {
        const foreign = deferred();
        const answers = await Promise.all(
          [
            world.store.write((tx) => post(tx, world, 'before'), REPORT),
            world.store.write(async (tx) => {
              await post(tx, world, 'never');
              await foreign.promise;
            }, REPORT),
            world.store.write((tx) => post(tx, world, 'after'), REPORT),
          ].map(outcomeOf),
        );
        assert.match(String(answers[1]), /assertion.*awaited/);
        assert.deepEqual(await bodies(world), ['before', 'after']);
        foreign.resolve();
      }),
    );

    it(
      'WR20 what such a unit does when it comes back is refused and changes nothing',
      inWorld(setup, async (world) => {
        const foreign = deferred();
        const back = deferred();
        let late: unknown = null;
        const unit = world.store.write(async (tx) => {
          await foreign.promise;
          late = await outcomeOf(post(tx, world, 'too late'));
          back.resolve();
        }, REPORT);
        assert.match(String(await outcomeOf(unit)), /assertion.*awaited/);
        foreign.resolve();
        await back.promise;
        assert.match(String(late), /assertion/);
        assert.deepEqual(await bodies(world), []);
      }),
    );

    it(
      'WR21 a tx dies with its unit: a later statement is refused, alone and within another unit',
      inWorld(setup, async (world) => {
        const leaked: Tx[] = [];
        await world.store.write((tx) => {
          leaked.push(tx);
          return Promise.resolve();
        }, REPORT);
        const [dead] = leaked;
        assert.ok(dead);
        assert.match(String(await outcomeOf(appendNext(dead, world.stream))), /assertion/);
        const borrowed = world.store.write(() => post(dead, world, 'through a dead tx'), REPORT);
        assert.match(String(await outcomeOf(borrowed)), /assertion/);
        assert.deepEqual(await bodies(world), []);
      }),
    );

    it(
      'WR22 a unit that swallows the error of a statement fails',
      inWorld(setup, async (world) => {
        await world.store.write((tx) => post(tx, world, { body: 'first', name: 'key' }), REPORT);
        const unit = world.store.write(async (tx) => {
          await appendNext(tx, world.stream);
          await outcomeOf(post(tx, world, { body: 'second', name: 'key' }));
          return 'as if nothing had happened';
        }, REPORT);
        assert.match(String(await outcomeOf(unit)), /assertion.*swallowed/);
        assert.deepEqual(await bodies(world), ['first']);
        const head = await world.store.read((snapshot) => snapshot.head(world.stream));
        assert.equal(head.seq, 2);
      }),
    );

    it(
      'WR23 a statement after a lost transaction stores nothing by itself',
      inWorld(setup, async (world) => {
        const freeDisk = world.fillDisk();
        const unit = world.store.write(async (tx) => {
          await outcomeOf(fill(tx));
          await outcomeOf(tx.recordFailedSignIn('192.0.2.9', 5_000, 0));
        }, REPORT);
        assert.match(String(await outcomeOf(unit)), /disk_full|assertion/);
        freeDisk();
        const failed = await world.store.read((snapshot) => snapshot.failedSignIns('192.0.2.9', 0));
        assert.equal(failed.count, 0);
        assert.deepEqual(await bodies(world), []);

        async function fill(tx: Tx): Promise<void> {
          for (const name of ['1', '2', '3']) await post(tx, world, { body: LARGE, name: name });
        }
      }),
    );

    it(
      'WR24 a full disk within a batch refuses the unit that met it and stores the others',
      inWorld(setup, async (world) => {
        const freeDisk = world.fillDisk();
        const answers = await Promise.all(
          [
            world.store.write(() => Promise.resolve('nothing to store'), REPORT),
            world.store.write((tx) => post(tx, world, LARGE), REPORT),
            world.store.write((tx) => tx.head(world.stream).then(({ seq }) => seq), REPORT),
          ].map(outcomeOf),
        );
        assert.deepEqual(answers, ['nothing to store', 'disk_full!', 1]);
        freeDisk();
        await world.store.write((tx) => post(tx, world, 'there is room again'), REPORT);
        assert.deepEqual(await bodies(world), ['there is room again']);
      }),
    );

    it(
      'RD2 a snapshot dies with its read',
      inWorld(setup, async (world) => {
        const leaked: Snapshot[] = [];
        await world.store.read((snapshot) => {
          leaked.push(snapshot);
          return Promise.resolve();
        });
        assert.match(String(await outcomeOf(leaked[0]?.epoch() ?? Promise.resolve())), /assertion/);
      }),
    );

    it(
      'RD3 a read that awaits something foreign is rejected and gives its connection back',
      inWorld(setup, async (world) => {
        const foreign = deferred();
        const reads = Array.from({ length: 20 }, () =>
          world.store.read(async (snapshot) => {
            await snapshot.head(world.stream);
            await foreign.promise;
          }),
        );
        for (const read of reads) assert.match(String(await outcomeOf(read)), /assertion.*awaited/);
        assert.deepEqual(await bodies(world), []);
        foreign.resolve();
      }),
    );
  });
}
