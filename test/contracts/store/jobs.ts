import assert from 'node:assert/strict';
import type { JobId } from '../../../core/vocabulary/ids.js';
import type { JobRecord } from '../../../ports/store-telling.js';
import type { Store } from '../../../ports/store.js';
import type { ContractHarness } from '../harness.js';
import { inWorld, outcomeOf, REPORT, type StoreSetup } from './world.js';

const KINDS = ['tell', 'push'];

/** Work that units call for, and who does it. */
export function describeJobs({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('jobs', () => {
    it(
      'JB1 a job is called for with its unit, or not at all, and once for each cause',
      inWorld(setup, async ({ store }) => {
        await enqueue(store, 'tell', 'one');
        await enqueue(store, 'tell', 'one');
        await enqueue(store, 'push', 'one');
        const thrown = store.write(async (tx) => {
          await tx.enqueueJob({ kind: 'tell', cause: 'two', payload: '{}' });
          throw new Error('no');
        }, REPORT);
        assert.equal(await outcomeOf(thrown), 'no');
        const found = await waiting(store);
        assert.deepEqual(
          found.map(({ kind, cause, fence, isHeld, waitMs }) => [
            kind,
            cause,
            fence,
            isHeld,
            waitMs,
          ]),
          [
            ['tell', 'one', 0, false, 0],
            ['push', 'one', 0, false, 0],
          ],
        );
        assert.equal(found[0]?.payload, '{"of":"one"}');
      }),
    );

    it(
      'JB2 of two claims of one job one counts, and only the newest one can do anything with it',
      inWorld(setup, async ({ store }) => {
        await enqueue(store, 'tell', 'one');
        const [job] = await waiting(store);
        assert.ok(job !== undefined);
        const claims = [0, 1].map(() => store.write((tx) => tx.claimJob(job), REPORT));
        assert.deepEqual(await Promise.all(claims), [true, false]);
        const first = { id: job.id, fence: 1 };
        const held = await store.read(async (s) => [
          await s.isHeld(first),
          await s.isHeld({ id: job.id, fence: 0 }),
        ]);
        assert.deepEqual(held, [true, false]);
        assert.ok(await store.write((tx) => tx.claimJob(first), REPORT));
        const stale = await store.write(
          async (tx) => [
            await tx.settleJob(first),
            await tx.advanceJob(first, '{"far":1}'),
            await tx.releaseJob(first, 5),
            await tx.buryJob(first, 'why'),
          ],
          REPORT,
        );
        assert.deepEqual(stale, [false, false, false, false]);
        const newest = { id: job.id, fence: 2 };
        assert.ok(await store.write((tx) => tx.advanceJob(newest, '{"far":2}'), REPORT));
        assert.deepEqual(await waiting(store), [
          { ...job, fence: 2, isHeld: true, payload: '{"far":2}' },
        ]);
        assert.ok(await store.write((tx) => tx.settleJob(newest), REPORT));
        assert.deepEqual(await waiting(store), []);
      }),
    );

    it(
      'JB3 a job that was let go of says how long it waits, and cannot be let go of again',
      inWorld(setup, async ({ store }) => {
        const job = await claimed(store, 'one');
        assert.ok(await store.write((tx) => tx.releaseJob(job, 1_500), REPORT));
        const [after] = await waiting(store);
        assert.deepEqual([after?.isHeld, after?.waitMs, after?.fence], [false, 1_500, 1]);
        assert.equal(await store.write((tx) => tx.settleJob(job), REPORT), false);
        assert.ok(await store.write((tx) => tx.claimJob(job), REPORT));
        assert.equal((await waiting(store))[0]?.waitMs, 0);
      }),
    );

    it(
      'JB4 what was given up waits no more, is kept with its reason, and frees its cause',
      inWorld(setup, async ({ store }) => {
        const job = await claimed(store, 'one');
        assert.ok(await store.write((tx) => tx.buryJob(job, 'unauthorized'), REPORT));
        assert.deepEqual(await waiting(store), []);
        await enqueue(store, 'tell', 'one');
        const seen = await store.read(async (s) => ({
          dead: await s.deadJobs(10),
          counts: await s.countJobs(10),
        }));
        assert.deepEqual(
          seen.dead.map(({ cause, failure, fence }) => [cause, failure, fence]),
          [['one', 'unauthorized', 1]],
        );
        assert.deepEqual(seen.counts, { waiting: 1, dead: 1 });
      }),
    );

    it(
      'JB5 beyond a bound the oldest that nobody holds are given up, and the oldest dead forgotten',
      inWorld(setup, async ({ store }) => {
        const held = await claimed(store, 'held');
        for (const cause of ['a', 'b', 'c', 'd']) await enqueue(store, 'tell', cause);
        const given = await store.write((tx) => tx.buryOldestJobs(3, 'too_many'), REPORT);
        assert.equal(given, 2);
        assert.equal(await store.write((tx) => tx.buryOldestJobs(3, 'too_many'), REPORT), 0);
        const left = (await waiting(store)).map(({ cause }) => cause);
        assert.deepEqual(left, ['c', 'd', 'held']);
        await store.write((tx) => tx.forgetDeadJobs(1), REPORT);
        const dead = await store.read((s) => s.deadJobs(10));
        assert.deepEqual(
          dead.map(({ cause }) => cause),
          ['b'],
        );
        assert.ok(await store.write((tx) => tx.settleJob(held), REPORT));
      }),
    );

    it(
      'JB6 a look brings jobs of known kinds alone: claimed least often first, then the oldest',
      inWorld(setup, async ({ store }) => {
        const again = await claimed(store, 'again');
        await store.write((tx) => tx.releaseJob(again, 0), REPORT);
        await enqueue(store, 'digest', 'of a newer version');
        await enqueue(store, 'push', 'first');
        await enqueue(store, 'tell', 'second');
        assert.deepEqual(
          (await waiting(store)).map(({ cause }) => cause),
          ['first', 'second', 'again'],
        );
        assert.deepEqual(
          (await waiting(store, 1)).map(({ cause }) => cause),
          ['first'],
        );
        assert.equal((await store.read((s) => s.countJobs(3))).waiting, 3);
      }),
    );
  });
}

function enqueue(store: Store, kind: string, cause: string): Promise<void> {
  const payload = JSON.stringify({ of: cause });
  return store.write((tx) => tx.enqueueJob({ kind, cause, payload }), REPORT);
}

function waiting(store: Store, limit = 10): Promise<readonly JobRecord[]> {
  return store.read((snapshot) => snapshot.waitingJobs(KINDS, limit));
}

async function claimed(
  store: Store,
  cause: string,
): Promise<{ readonly id: JobId; readonly fence: number }> {
  await enqueue(store, 'tell', cause);
  const job = (await waiting(store)).find((one) => one.cause === cause);
  assert.ok(job !== undefined);
  assert.ok(await store.write((tx) => tx.claimJob(job), REPORT));
  return { id: job.id, fence: 1 };
}
