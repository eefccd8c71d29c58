import assert from 'node:assert/strict';
import type { CommandKey, MessageId, UserId } from '../../../core/vocabulary/ids.js';
import { SESSIONS_PER_PERSON_MAX } from '../../../core/vocabulary/limits.js';
import type { PageCursor } from '../../../ports/store.js';
import type { ContractHarness } from '../harness.js';
import {
  bury,
  inWorld,
  key,
  outcomeOf,
  person,
  post,
  postAll,
  REPORT,
  revise,
  salt,
  type StoreSetup,
} from './world.js';

/** The rows beside the log: people, sessions, rooms, messages, outcomes. */
export function describeRows({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('people and sessions', () => {
    it(
      'RD20 there is one account at most',
      inWorld(setup, async ({ store }) => {
        const account = { name: 'Hearth', joinCode: 'abcd-efgh', createdAt: 5 };
        assert.equal(await store.read((s) => s.account()), null);
        await store.write((tx) => tx.insertAccount(account), REPORT);
        assert.deepEqual(await store.read((s) => s.account()), account);
        await assert.rejects(store.write((tx) => tx.insertAccount(account), REPORT));
      }),
    );

    it(
      'RD21 people are found by id and by e-mail, listed by id, and no e-mail is given to two',
      inWorld(setup, async ({ store, ada, ben }) => {
        await store.write((tx) => tx.setPasswordHash(ada, 'a hash'), REPORT);
        const record = await store.read((s) => s.personByEmail('ada@example.org'));
        assert.deepEqual(record, {
          id: ada,
          name: 'Ada',
          role: 'member',
          version: 1,
          email: 'ada@example.org',
          passwordHash: 'a hash',
        });
        assert.deepEqual(await store.read((s) => s.person(ada)), record);
        assert.equal(await store.read((s) => s.person(99 as UserId)), null);
        assert.equal(await store.read((s) => s.personByEmail('nobody@example.org')), null);
        const some = await store.read((s) => s.people([ben, 99 as UserId, ada, ben]));
        assert.deepEqual(
          some,
          [ada, ben].map((id) => ({
            id,
            name: id === ada ? 'Ada' : 'Ben',
            role: 'member',
            version: 1,
          })),
        );
        const ids = async (after: UserId | null, limit: number) =>
          (await store.read((s) => s.peopleAfter(after, limit))).map(({ id }) => id);
        assert.deepEqual(
          [await ids(null, 1), await ids(ada, 9), await ids(ben, 9)],
          [[ada], [ben], []],
        );
        assert.equal(await store.read((s) => s.peopleCount()), 2);
        await assert.rejects(
          store.write((tx) => tx.insertPerson(person('Other', 'ada@example.org')), REPORT),
        );
      }),
    );

    it(
      'RD22 a session is found by its token’s hash, is touched, and its first end counts',
      inWorld(setup, async ({ store, ada, session }) => {
        const live = {
          id: session,
          userId: ada,
          createdAt: 1_000,
          lastActiveAt: 1_000,
          expiresAt: 9_000,
          endedAt: null,
        };
        assert.deepEqual(await store.read((s) => s.session(session)), live);
        await store.write(
          (tx) => tx.touchSession(session, { lastActiveAt: 2_000, expiresAt: 10_000 }),
          REPORT,
        );
        await store.write((tx) => tx.endSession(session, 3_000), REPORT);
        await store.write((tx) => tx.endSession(session, 4_000), REPORT);
        assert.deepEqual(await store.read((s) => s.sessionByTokenHash('hash of a token')), {
          ...live,
          lastActiveAt: 2_000,
          expiresAt: 10_000,
          endedAt: 3_000,
        });
        assert.equal(await store.read((s) => s.sessionByTokenHash('another')), null);
      }),
    );

    it(
      'RD34 beginning a session forgets the dead ones of that person, and the oldest beyond 100',
      inWorld(setup, async ({ store, ada, ben }) => {
        const begin = (userId: UserId, tokenHash: string, createdAt: number) =>
          store.write(
            (tx) =>
              tx.insertSession({
                userId,
                tokenHash,
                createdAt,
                expiresAt: createdAt + 8_000,
                address: null,
                userAgent: null,
              }),
            REPORT,
          );
        const isKept = async (hash: string) =>
          (await store.read((s) => s.sessionByTokenHash(hash))) !== null;
        await begin(ben, 'of ben', 1_000);
        await store.write(async (tx) => {
          const ended = await tx.sessionByTokenHash('hash of a token');
          assert.ok(ended !== null);
          await tx.endSession(ended.id, 2_000);
        }, REPORT);
        await begin(ada, 'expires', 2_000);
        assert.equal(await isKept('hash of a token'), false);
        for (let n = 0; n <= SESSIONS_PER_PERSON_MAX; n += 1) {
          await begin(ada, `token ${n}`, 10_000);
        }
        assert.equal(await isKept('expires'), false);
        assert.equal(await isKept('token 0'), false);
        assert.equal(await isKept('token 1'), true);
        assert.equal(await isKept('of ben'), true);
      }),
    );

    it(
      'RD23 failed sign-ins are counted by address from an instant on; old ones are forgotten',
      inWorld(setup, async ({ store }) => {
        const count = (address: string, since: number) =>
          store.read((s) => s.failedSignIns(address, since));
        await store.write(async (tx) => {
          await tx.recordFailedSignIn('a', 100, 0);
          await tx.recordFailedSignIn('a', 200, 0);
          await tx.recordFailedSignIn('b', 300, 0);
        }, REPORT);
        assert.deepEqual(await count('a', 100), { count: 2, oldestAt: 100 });
        assert.deepEqual(await count('a', 101), { count: 1, oldestAt: 200 });
        assert.deepEqual(await count('c', 0), { count: 0, oldestAt: null });
        await store.write((tx) => tx.recordFailedSignIn('b', 400, 250), REPORT);
        assert.deepEqual(await count('a', 0), { count: 0, oldestAt: null });
        assert.deepEqual(await count('b', 0), { count: 2, oldestAt: 300 });
      }),
    );

    it(
      'RD24 the outcome of a command is kept under its author and key, and old ones are forgotten',
      inWorld(setup, async ({ store, ada, ben }) => {
        const name = 'key' as CommandKey;
        const record = { requestHash: 'hash', outcome: '{"ok":true}', at: 100, forgetBefore: 0 };
        await store.write((tx) => tx.recordCommand(ada, name, record), REPORT);
        const found = await store.read((s) => s.commandByKey(ada, name));
        assert.deepEqual(found, { requestHash: 'hash', outcome: '{"ok":true}' });
        assert.equal(await store.read((s) => s.commandByKey(ben, name)), null);
        await assert.rejects(store.write((tx) => tx.recordCommand(ada, name, record), REPORT));
        const later = { ...record, at: 200, forgetBefore: 150 };
        await store.write((tx) => tx.recordCommand(ben, name, later), REPORT);
        assert.equal(await store.read((s) => s.commandByKey(ada, name)), null);
      }),
    );
  });

  describe('rooms', () => {
    it(
      'RD25 everyone is a member of an open room, whichever came first',
      inWorld(setup, async ({ store, ada, ben, room }) => {
        const cy = await store.write(async (tx) => {
          const id = await tx.insertPerson(person('Cy', 'cy@example.org'));
          await tx.admitToOpenRooms(id, 5);
          await tx.admitToOpenRooms(id, 6);
          await tx.admitEveryone(room, 7);
          return id;
        }, REPORT);
        assert.deepEqual(await store.read((s) => s.memberIds(room)), [ada, ben, cy]);
        assert.equal(await store.read((s) => s.memberCount(room)), 3);
        assert.equal(await store.read((s) => s.isMember(room, cy)), true);
        assert.equal(await store.read((s) => s.isMember(room, 99 as UserId)), false);
      }),
    );

    it(
      'RD26 rooms are listed by name without regard to case, then by id, with their heads',
      inWorld(setup, async ({ store, ada, room }) => {
        const names = ['ärger', 'hall', 'Ärger', 'attic'];
        const ids = await store.write(async (tx) => {
          const made = [];
          for (const name of names) {
            const id = await tx.insertRoom({ name, creatorId: ada, createdAt: 1, changedAt: 1 });
            await tx.admitEveryone(id, 1);
            made.push(id);
          }
          return made;
        }, REPORT);
        const rooms = await store.read((s) => s.roomsOf(ada));
        assert.deepEqual(
          rooms.map(({ name, head }) => [name, head]),
          [
            ['attic', 0],
            ['Hall', 1],
            ['hall', 0],
            ['ärger', 0],
            ['Ärger', 0],
          ],
        );
        assert.deepEqual(
          rooms.map(({ id }) => id),
          [ids[3], room, ids[1], ids[0], ids[2]],
        );
      }),
    );

    it(
      'RD27 a room carries the sequence of the event that changed it',
      inWorld(setup, async ({ store, ada, room }) => {
        await store.write((tx) => tx.renameRoom(room, 'Kitchen', 2), REPORT);
        const renamed = { id: room, name: 'Kitchen', kind: 'open', creatorId: ada, changedAt: 2 };
        assert.deepEqual(await store.read((s) => s.room(room)), renamed);
        await assert.rejects(store.write((tx) => tx.renameRoom(99 as never, 'x', 2), REPORT));
      }),
    );
  });

  describe('messages', () => {
    it(
      'WR30 a key names one message of its author for ever, even when it is deleted',
      inWorld(setup, async (world) => {
        const { store, ada, ben } = world;
        const id = await store.write(
          (tx) => post(tx, world, { body: 'hello', name: 'key' }),
          REPORT,
        );
        await store.write((tx) => bury(tx, world, id), REPORT);
        const record = await store.read((s) => s.messageByKey(ada, key('key')));
        assert.deepEqual([record?.message.id, record?.message.state], [id, 'deleted']);
        assert.equal(await store.read((s) => s.messageByKey(ben, key('key'))), null);
        const again = store.write((tx) => post(tx, world, { body: 'again', name: 'key' }), REPORT);
        assert.match(String(await outcomeOf(again)), /!$/);
      }),
    );

    it(
      'WR31 a revision replaces body and salt and counts up, on live messages only',
      inWorld(setup, async (world) => {
        const { store, room, ada } = world;
        const id = await store.write((tx) => post(tx, world, 'hello'), REPORT);
        await store.write((tx) => revise(tx, world, { id: id, body: 'hello there' }), REPORT);
        assert.deepEqual(await store.read((s) => s.message(id)), {
          message: {
            id,
            roomId: room,
            authorId: ada,
            clientMessageId: 'hello',
            seq: 2,
            at: 1_002,
            revision: 2,
            changedAt: 3,
            state: 'live',
            body: 'hello there',
          },
          salt: salt(3),
          requestHash: 'request hello',
        });
        await store.write((tx) => bury(tx, world, id), REPORT);
        await assert.rejects(
          store.write((tx) => revise(tx, world, { id: id, body: 'no' }), REPORT),
          /assertion/,
        );
        await assert.rejects(
          store.write((tx) => bury(tx, world, id), REPORT),
          /assertion/,
        );
        assert.equal(await store.read((s) => s.message(99 as MessageId)), null);
      }),
    );

    it(
      'RD28 pages give live messages in timeline order beside or around a place',
      inWorld(setup, async (world) => {
        const { store, room } = world;
        const ids = await postAll(world, ['2', '3', '4', '5', '6', '7', '8']);
        await store.write((tx) => bury(tx, world, ids[3] ?? (0 as MessageId)), REPORT);
        const page = async (cursor: PageCursor, limit: number) => {
          const found = await store.read((s) => s.page(room, cursor, limit));
          const seqs = found.messages.map(({ seq }) => seq).join(' ');
          return `${found.olderExist ? '<' : ''}${seqs}${found.newerExist ? '>' : ''}`;
        };
        assert.equal(await page({ at: 'newest' }, 3), '<6 7 8');
        assert.equal(await page({ at: 'newest' }, 6), '2 3 4 6 7 8');
        assert.equal(await page({ at: 'before', seq: 6 }, 2), '<3 4>');
        assert.equal(await page({ at: 'before', seq: 99 }, 2), '<7 8');
        assert.equal(await page({ at: 'before', seq: 2 }, 2), '>');
        assert.equal(await page({ at: 'after', seq: 4 }, 2), '<6 7>');
        assert.equal(await page({ at: 'after', seq: 8 }, 2), '<');
        assert.equal(await page({ at: 'around', seq: 4 }, 1), '<3 4 6>');
        assert.equal(await page({ at: 'around', seq: 5 }, 2), '<3 4 6 7>');
        assert.equal(await page({ at: 'around', seq: 4 }, 9), '2 3 4 6 7 8');
        assert.equal(await page({ at: 'newest' }, 0), '<');
      }),
    );

    it(
      'RD29 the live messages between two sequences are given with what only the server knows',
      inWorld(setup, async (world) => {
        const ids = await postAll(world, ['a', 'b', 'c', 'd']);
        await world.store.write((tx) => bury(tx, world, ids[1] ?? (0 as MessageId)), REPORT);
        const found = await world.store.read((s) => s.messagesBetween(world.room, 2, 4));
        assert.deepEqual(
          found.map(({ message, salt: ofMessage }) => [message.seq, ofMessage]),
          [
            [2, salt(2)],
            [4, salt(4)],
          ],
        );
      }),
    );

    it(
      'RD30 nothing is wrong with a file that was only written by units',
      inWorld(setup, async (world) => {
        await postAll(world, ['a', 'b']);
        assert.deepEqual(await world.store.integrity(), []);
        const epoch = await world.store.read((s) => s.epoch());
        assert.match(epoch, /^[0-9a-f]{16}$/);
      }),
    );
  });
}
