import assert from 'node:assert/strict';
import { DIGEST_BEFORE_FIRST, EMPTY_HEAD } from '../../../core/vocabulary/position.js';
import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { ContractHarness } from '../harness.js';
import {
  appendNext,
  bury,
  digest,
  inWorld,
  post,
  postAll,
  REPORT,
  revise,
  salt,
  type StoreSetup,
} from './world.js';

const ALL = { events: 1_000, bytes: 1_000_000 } as const;

/** The log as readers see it. */
export function describeLog({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('the log', () => {
    it(
      'RD1 a read is one snapshot, whatever is committed meanwhile',
      inWorld(setup, async (world) => {
        const writes: Promise<unknown>[] = [];
        const seen = await world.store.read(async (snapshot) => {
          const before = await snapshot.head(world.stream);
          writes.push(world.store.write((tx) => post(tx, world, 'meanwhile'), REPORT));
          const after = await snapshot.head(world.stream);
          const { messages } = await snapshot.page(world.room, { at: 'newest' }, 40);
          return { before: before.seq, after: after.seq, messages: messages.length };
        });
        assert.deepEqual(seen, { before: 1, after: 1, messages: 0 });
        await Promise.all(writes);
        const head = await world.store.read((snapshot) => snapshot.head(world.stream));
        assert.equal(head.seq, 2);
      }),
    );

    it(
      'RD4 a head is the newest event of its stream, and empty where there is none',
      inWorld(setup, async (world) => {
        await postAll(world, ['one']);
        const [head, none] = await world.store.read(async (snapshot) => [
          await snapshot.head(world.stream),
          await snapshot.head(roomStream(999 as RoomId)),
        ]);
        assert.deepEqual(head, { seq: 2, at: 1_002, digest: digest(2) });
        assert.deepEqual(none, EMPTY_HEAD);
      }),
    );

    it(
      'RD5 a digest is known for every event, for the place before the first, and for nothing else',
      inWorld(setup, async (world) => {
        await postAll(world, ['one']);
        const digests = await world.store.read(async (snapshot) => {
          const found = [];
          for (const seq of [0, 1, 2, 3]) found.push(await snapshot.digestAt(world.stream, seq));
          return found;
        });
        assert.deepEqual(digests, [DIGEST_BEFORE_FIRST, digest(1), digest(2), null]);
      }),
    );

    it(
      'RD6 a run gives consecutive events, their content and digests, and says if there are more',
      inWorld(setup, async (world) => {
        const [id] = await postAll(world, ['one', 'two', 'three']);
        const { store, stream, ada } = world;
        const run = await store.read((s) => s.eventsAfter(stream, 1, { events: 2, bytes: 1e6 }));
        assert.equal(run.more, true);
        assert.deepEqual(run.events[0], {
          seq: 2,
          at: 1_002,
          actor: ada,
          kind: 'message.posted',
          data: JSON.stringify({ messageId: id }),
          content: { body: 'one', salt: salt(2) },
        });
        assert.deepEqual(
          run.events.map((event) => event.seq),
          [2, 3],
        );
        assert.deepEqual(run.digests, [digest(2), digest(3)]);
        const rest = await store.read((s) => s.eventsAfter(stream, 2, { events: 2, bytes: 1e6 }));
        assert.deepEqual([rest.more, rest.events.map((event) => event.seq)], [false, [3, 4]]);
        const none = await store.read((s) => s.eventsAfter(stream, 4, ALL));
        assert.deepEqual(none, { events: [], digests: [], more: false });
        const first = await store.read((s) => s.eventsAfter(stream, 0, { events: 1, bytes: 1e6 }));
        assert.equal('content' in (first.events[0] ?? {}), false);
      }),
    );

    it(
      'RD7 a run ends before the limit of bytes, yet always gives its first event',
      inWorld(setup, async (world) => {
        await postAll(world, ['a'.repeat(500), 'b'.repeat(500), 'c'.repeat(500)]);
        const read = (bytes: number) =>
          world.store.read((s) => s.eventsAfter(world.stream, 1, { events: 10, bytes }));
        assert.deepEqual([(await read(1)).events.length, (await read(1)).more], [1, true]);
        assert.equal((await read(1_100)).events.length, 2);
        assert.deepEqual([(await read(9_000)).events.length, (await read(9_000)).more], [3, false]);
      }),
    );

    it(
      'RD8 content that a later event superseded or deleted is withheld, and its hash stays',
      inWorld(setup, async (world) => {
        const { store, stream } = world;
        const ids = await postAll(world, ['edited', 'deleted', 'kept']);
        await store.write(async (tx) => {
          if (ids[0] !== undefined) await revise(tx, world, { id: ids[0], body: 'edited twice' });
          if (ids[1] !== undefined) await bury(tx, world, ids[1]);
        }, REPORT);
        const { events } = await store.read((s) => s.eventsAfter(stream, 1, ALL));
        assert.deepEqual(
          events.map((event) => event.content),
          [
            { withheld: digest(1_000_002) },
            { withheld: digest(1_000_003) },
            { body: 'kept', salt: salt(4) },
            { body: 'edited twice', salt: salt(5) },
            undefined,
          ],
        );
        const buried = await store.read((s) => s.message(ids[1] ?? ids[0] ?? (0 as never)));
        assert.deepEqual([buried?.message.state, buried?.salt], ['deleted', null]);
        assert.equal(buried?.requestHash, 'request deleted');
      }),
    );

    it(
      'RD9 streams are listed by name in code point order, from any of them on',
      inWorld(setup, async (world) => {
        for (const stream of ['user:2', 'account', 'room:77'] as const) {
          await world.store.write((tx) => appendNext(tx, stream), REPORT);
        }
        const [all, page] = await world.store.read(async (s) => [
          await s.streamsAfter(null, 10),
          await s.streamsAfter('account', 2),
        ]);
        assert.deepEqual(all, ['account', world.stream, 'room:77', 'user:2']);
        assert.deepEqual(page, [world.stream, 'room:77']);
      }),
    );
  });

  describe('changes', () => {
    it(
      'RD10 changes come in commit order; only neighbours of one stream become one run',
      inWorld(setup, async (world) => {
        const { store, stream } = world;
        const start = await store.changeToken();
        for (const name of [stream, stream, 'account', stream] as const) {
          await store.write((tx) => appendNext(tx, name), REPORT);
        }
        const all = await store.changesAfter(start, 100);
        assert.equal(all.restarted, false);
        assert.deepEqual(all.runs, [
          { stream, from: 2, to: 3 },
          { stream: 'account', from: 1, to: 1 },
          { stream, from: 4, to: 4 },
        ]);
        assert.equal(all.token, await store.changeToken());
        assert.deepEqual(await store.changesAfter(all.token, 100), { ...all, runs: [] });
      }),
    );

    it(
      'RD11 a limit cuts changes anywhere, and the token goes on from there',
      inWorld(setup, async (world) => {
        const start = await world.store.changeToken();
        for (let count = 0; count < 5; count += 1) {
          await world.store.write((tx) => appendNext(tx, world.stream), REPORT);
        }
        const seqs: number[] = [];
        let token = start;
        for (;;) {
          const changes = await world.store.changesAfter(token, 2);
          if (changes.runs.length === 0) break;
          for (const { from, to } of changes.runs) seqs.push(from, to);
          token = changes.token;
        }
        assert.deepEqual(seqs, [2, 3, 4, 5, 6, 6]);
      }),
    );

    it(
      'RD12 a token of another history or from above the end starts its consumer over',
      inWorld(setup, async (world) => {
        const token = await world.store.changeToken();
        const [epoch, id] = token.split('.');
        const foreign = [`0000000000000000.${id ?? ''}`, `${epoch ?? ''}.999999`, 'nonsense', ''];
        for (const given of foreign) {
          assert.deepEqual(await world.store.changesAfter(given, 10), {
            runs: [],
            token,
            restarted: true,
          });
        }
      }),
    );
  });
}
