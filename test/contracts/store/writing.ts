import assert from 'node:assert/strict';
import type { ContractHarness } from '../harness.js';
import {
  appendNext,
  bodies,
  deferred,
  inWorld,
  outcomeOf,
  plainEvent,
  post,
  REPORT,
  type StoreSetup,
} from './world.js';

/** Units of work: order, atomicity, answers. */
export function describeWriting({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('writing', () => {
    it(
      'WR1 an answer leaves after the commit of its batch and never before',
      inWorld(setup, async (world) => {
        const order: string[] = [];
        world.store.onCommitted(() => order.push('committed'));
        const answers = ['one', 'two'].map((body) =>
          world.store
            .write((tx) => post(tx, world, body), REPORT)
            .then(async () => {
              order.push(`answered ${body}`);
              assert.ok((await bodies(world)).includes(body));
            }),
        );
        const refusal = world.store
          .write(() => Promise.reject(new Error('no')), REPORT)
          .catch(() => order.push('threw'));
        await Promise.all([...answers, refusal]);
        assert.equal(order[0], 'committed');
        assert.deepEqual(order.slice(1).sort(), ['answered one', 'answered two', 'threw']);
      }),
    );

    it(
      'WR2 units take effect one after the other, in the order in which they were handed in',
      inWorld(setup, async (world) => {
        const steps: string[] = [];
        const unit = (name: string) =>
          world.store.write(async (tx) => {
            steps.push(`${name} begins`);
            await tx.head(world.stream);
            await post(tx, world, name);
            steps.push(`${name} ends`);
          }, REPORT);
        await Promise.all(['a', 'b', 'c'].map(unit));
        assert.deepEqual(
          steps,
          ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]),
        );
        assert.deepEqual(await bodies(world), ['a', 'b', 'c']);
      }),
    );

    it(
      'WR3 a unit sees what it and the units before it have written',
      inWorld(setup, async (world) => {
        const first = world.store.write((tx) => post(tx, world, 'first'), REPORT);
        const second = world.store.write(async (tx) => {
          const id = await post(tx, world, 'second');
          const page = await tx.page(world.room, { at: 'newest' }, 40);
          return {
            id,
            seqs: page.messages.map((message) => message.seq),
            head: await tx.head(world.stream),
          };
        }, REPORT);
        const seen = await second;
        assert.deepEqual(seen.seqs, [2, 3]);
        assert.equal(seen.head.seq, 3);
        assert.equal(seen.id, (await first) + 1);
      }),
    );

    it(
      'WR4 throwing rolls back that unit and nothing else',
      inWorld(setup, async (world) => {
        const answers = await Promise.all(
          [
            world.store.write((tx) => post(tx, world, 'before'), REPORT),
            world.store.write(async (tx) => {
              await post(tx, world, 'thrown away');
              throw new Error('changed my mind');
            }, REPORT),
            world.store.write((tx) => post(tx, world, 'after'), REPORT),
          ].map(outcomeOf),
        );
        assert.equal(answers[1], 'changed my mind');
        assert.deepEqual(await bodies(world), ['before', 'after']);
        const run = await world.store.read((snapshot) =>
          snapshot.eventsAfter(world.stream, 1, { events: 10, bytes: 1e6 }),
        );
        assert.deepEqual(
          run.events.map((event) => event.seq),
          [2, 3],
        );
      }),
    );

    it(
      'WR4 a unit that throws before its first statement is rolled back alone too',
      inWorld(setup, async (world) => {
        const thrown = world.store.write(() => {
          throw new Error('at once');
        }, REPORT);
        const stored = world.store.write((tx) => post(tx, world, 'stored'), REPORT);
        assert.equal(await outcomeOf(thrown), 'at once');
        await stored;
        assert.deepEqual(await bodies(world), ['stored']);
      }),
    );

    it(
      'WR5 a refusal that is returned commits what it recorded',
      inWorld(setup, async (world) => {
        const refusal = await world.store.write(async (tx) => {
          await tx.recordFailedSignIn('192.0.2.9', 5_000, 0);
          return { ok: false, code: 'unauthenticated' };
        }, REPORT);
        assert.deepEqual(refusal, { ok: false, code: 'unauthenticated' });
        const failed = await world.store.read((snapshot) => snapshot.failedSignIns('192.0.2.9', 0));
        assert.deepEqual(failed, { count: 1, oldestAt: 5_000 });
      }),
    );

    it(
      'WR6 above the bound of the queue a unit is refused as busy and never runs',
      inWorld(setup, async (world) => {
        let ran = 0;
        const units = Array.from({ length: world.queuedUnitsMax + 1 }, () =>
          world.store.write(() => {
            ran += 1;
            return Promise.resolve(null);
          }, REPORT),
        );
        assert.equal(await outcomeOf(units.at(-1) ?? Promise.resolve()), 'busy!');
        await Promise.all(units.slice(0, -1));
        assert.equal(ran, world.queuedUnitsMax);
        assert.equal(world.store.stats().queuedUnits, 0);
      }),
    );

    it(
      'WR7 closing finishes what is queued and refuses what comes later as busy',
      inWorld(setup, async (world) => {
        const queued = world.store.write((tx) => post(tx, world, 'queued'), REPORT);
        const closing = world.store.close();
        const late = world.store.write((tx) => post(tx, world, 'late'), REPORT);
        assert.equal(await outcomeOf(late), 'busy!');
        assert.equal(typeof (await queued), 'number');
        await closing;
        assert.equal(await outcomeOf(bodies(world)), 'busy!');
      }),
    );

    it(
      'WR8 listeners are told what a batch appended, in commit order, nothing rolled back',
      inWorld(setup, async (world) => {
        const told: string[] = [];
        const end = world.store.onCommitted((runs) => {
          for (const { stream, from, to } of runs)
            told.push(`${stream} ${String(from)}-${String(to)}`);
        });
        await Promise.all([
          world.store.write((tx) => appendNext(tx, world.stream), REPORT),
          world.store.write((tx) => appendNext(tx, world.stream), REPORT),
          outcomeOf(
            world.store.write(async (tx) => {
              await appendNext(tx, 'admin');
              throw new Error('no');
            }, REPORT),
          ),
          world.store.write((tx) => appendNext(tx, 'account'), REPORT),
          world.store.write((tx) => appendNext(tx, world.stream), REPORT),
        ]);
        const separate = [`${world.stream} 2-3`, 'account 1-1', `${world.stream} 4-4`];
        assert.deepEqual(told, separate);
        end();
        await world.store.write((tx) => appendNext(tx, world.stream), REPORT);
        assert.deepEqual(told, separate);
      }),
    );

    it(
      'WR9 an event that does not follow its stream’s head, or goes back in time, fails its unit',
      inWorld(setup, async (world) => {
        const attempts = [
          plainEvent(world.stream, 1),
          plainEvent(world.stream, 3),
          plainEvent(world.stream, 2, 999),
          plainEvent('account', 2),
        ];
        for (const event of attempts) {
          const caught = world.store.write(async (tx) => {
            await tx.append(event).catch(() => undefined);
          }, REPORT);
          await assert.rejects(caught, /assertion/);
        }
        const head = await world.store.read((snapshot) => snapshot.head(world.stream));
        assert.equal(head.seq, 1);
      }),
    );

    it(
      'WR10 what a unit knows of heads is forgotten when it is rolled back',
      inWorld(setup, async (world) => {
        const gone = world.store.write(async (tx) => {
          await appendNext(tx, world.stream);
          throw new Error('no');
        }, REPORT);
        const kept = world.store.write((tx) => appendNext(tx, world.stream), REPORT);
        await outcomeOf(gone);
        assert.equal(await kept, 2);
      }),
    );

    it(
      'WR12 the units of one turn are committed together',
      inWorld(setup, async (world) => {
        const { commits, units } = world.store.stats();
        await Promise.all(
          Array.from({ length: 10 }, () =>
            world.store.write((tx) => appendNext(tx, world.stream), REPORT),
          ),
        );
        const after = world.store.stats();
        assert.equal(after.units - units, 10);
        assert.ok(after.commits - commits < 10);
      }),
    );

    it(
      'WR13 a read does not wait for a unit that is under way',
      inWorld(setup, async (world) => {
        const read = deferred();
        world.store.onCommitted(() => {
          void bodies(world).then(() => {
            read.resolve();
          });
        });
        await world.store.write((tx) => post(tx, world, 'seen'), REPORT);
        await read.promise;
      }),
    );
  });
}
