import assert from 'node:assert/strict';
import type { SessionId, SubscriptionId, UserId } from '../../../core/vocabulary/ids.js';
import {
  SUBSCRIPTIONS_PER_PERSON_MAX,
  SUBSCRIPTIONS_PER_SESSION_MAX,
} from '../../../core/vocabulary/limits.js';
import type { Store } from '../../../ports/store.js';
import type { ContractHarness } from '../harness.js';
import { inWorld, person, post, REPORT, type StoreSetup, type World } from './world.js';

/** Browsers that can be told, and who was told of what. */
export function describeTelling({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('telling', () => {
    it(
      'PU1 an endpoint is in one place: whoever subscribes it next has it, under a new id',
      inWorld(setup, async ({ store, ada, ben, session }) => {
        const first = await subscribe(store, { userId: ada, sessionId: session, name: 'one' });
        const second = await subscribe(store, { userId: ben, sessionId: null, name: 'one' });
        assert.notEqual(first, second);
        const found = await store.read(async (s) => ({
          ada: await s.subscriptionsOf(ada),
          ben: await s.subscriptionsOf(ben),
          gone: await s.subscription(first),
          there: await s.subscription(second),
        }));
        assert.deepEqual(found.ada, []);
        assert.equal(found.gone, null);
        assert.deepEqual(found.ben, [found.there]);
        assert.deepEqual(found.there, {
          id: second,
          userId: ben,
          sessionId: null,
          endpoint: 'https://push.test/one',
          p256dh: 'key of one',
          auth: 'secret of one',
        });
      }),
    );

    it(
      'PU2 beyond the bounds of a session and of a person the oldest are forgotten',
      inWorld(setup, async ({ store, ada, session }) => {
        for (let at = 0; at <= SUBSCRIPTIONS_PER_SESSION_MAX; at += 1) {
          await subscribe(store, { userId: ada, sessionId: session, name: `s${String(at)}` });
        }
        const names = async (): Promise<readonly string[]> =>
          (await store.read((s) => s.subscriptionsOf(ada))).map(({ p256dh }) => p256dh.slice(7));
        assert.deepEqual(await names(), ['s1', 's2', 's3', 's4']);
        for (let at = 0; at < SUBSCRIPTIONS_PER_PERSON_MAX; at += 1) {
          const sessionId = (session + 1 + at) as SessionId;
          await subscribe(store, { userId: ada, sessionId, name: `p${String(at)}` });
        }
        const left = await names();
        assert.equal(left.length, SUBSCRIPTIONS_PER_PERSON_MAX);
        assert.equal(left[0], 'p0');
      }),
    );

    it(
      'PU3 subscriptions go with their session, when it ends and when it is forgotten',
      inWorld(setup, async (world) => {
        const { store, ada, session } = world;
        await subscribe(store, { userId: ada, sessionId: session, name: 'one' });
        await subscribe(store, { userId: ada, sessionId: null, name: 'foreign' });
        const forgotten = (session + 50) as SessionId;
        await subscribe(store, { userId: ada, sessionId: forgotten, name: 'two' });
        await store.write((tx) => tx.endSession(session, 1_500), REPORT);
        const count = async (): Promise<number> =>
          (await store.read((s) => s.subscriptionsOf(ada))).length;
        assert.equal(await count(), 2);
        await store.write(
          (tx) =>
            tx.insertSession({
              userId: ada,
              tokenHash: 'another',
              createdAt: 2_000,
              expiresAt: 9_000,
              address: null,
              userAgent: null,
            }),
          REPORT,
        );
        assert.equal(await count(), 1);
      }),
    );

    it(
      'PU4 a subscription is forgotten by who owns it, and nobody else',
      inWorld(setup, async ({ store, ada, ben }) => {
        const id = await subscribe(store, { userId: ada, sessionId: null, name: 'one' });
        const endpoint = 'https://push.test/one';
        assert.equal(
          await store.write((tx) => tx.deleteSubscription(ben, endpoint), REPORT),
          false,
        );
        assert.ok(await store.write((tx) => tx.deleteSubscription(ada, endpoint), REPORT));
        assert.equal(await store.read((s) => s.subscription(id)), null);
        const other = await subscribe(store, { userId: ada, sessionId: null, name: 'two' });
        await store.write((tx) => tx.forgetSubscription(other), REPORT);
        assert.equal(await store.read((s) => s.subscription(other)), null);
      }),
    );

    it(
      'PU5 the first keys that are set stay',
      inWorld(setup, async ({ store }) => {
        assert.equal(await store.read((s) => s.pushKeys()), null);
        const keys = { publicKey: 'one', privateKey: 'secret one' };
        await store.write((tx) => tx.setPushKeys(keys), REPORT);
        const later = { publicKey: 'two', privateKey: 'secret two' };
        await store.write((tx) => tx.setPushKeys(later), REPORT);
        assert.deepEqual(await store.read((s) => s.pushKeys()), keys);
      }),
    );

    it(
      'TL1 candidates have a browser, and want everything or are mentioned; one can be asked for',
      inWorld(setup, async (world) => {
        const { store, ada, ben, room } = world;
        const people = await more(world, ['Cleo', 'Dan', 'Eve']);
        const [cleo = ada, dan = ada] = people;
        const message = await store.write((tx) => post(tx, world, 'hello'), REPORT);
        for (const userId of [ada, ben, cleo, dan]) {
          await subscribe(store, { userId, sessionId: null, name: String(userId) });
        }
        await store.write(async (tx) => {
          for (const userId of [ben, ...people.slice(2)]) {
            await tx.setInvolvement(room, userId, 'everything');
          }
          await tx.setInvolvement(room, cleo, 'nothing');
          await tx.setReadPosition(room, cleo, { generation: 2, seq: 1 });
          await tx.insertMention({ messageId: message, userId: cleo, roomId: room, seq: 2 });
          await tx.insertNotice({ messageId: message, userId: ben, roomId: room, seq: 2 });
        }, REPORT);
        const read = { generation: 1, seq: 0 };
        const isBen = { userId: ben, involvement: 'everything', read, isMentioned: false };
        const isCleo = { userId: cleo, involvement: 'nothing', isMentioned: true, isTold: false };
        const found = [
          { ...isBen, isTold: true },
          { ...isCleo, read: { generation: 2, seq: 1 } },
        ];
        assert.deepEqual(await store.read((s) => s.candidates(message, null, 10)), found);
        assert.deepEqual(
          await store.read((s) => s.candidates(message, null, 1)),
          found.slice(0, 1),
        );
        assert.deepEqual(await store.read((s) => s.candidates(message, ben, 10)), found.slice(1));
        const one = await store.read((s) => s.candidate(message, dan));
        assert.deepEqual(one?.involvement, 'mentions');
        const stranger = await store.write(
          (tx) => tx.insertPerson(person('Fay', 'f@x.org')),
          REPORT,
        );
        assert.equal(await store.read((s) => s.candidate(message, stranger)), null);
      }),
    );

    it(
      'TL2 a person is noted as told of a message once, and as having seen it once',
      inWorld(setup, async (world) => {
        const { store, ada, ben, room } = world;
        const messageId = await store.write((tx) => post(tx, world, 'hello'), REPORT);
        const notice = { messageId, userId: ben, roomId: room, seq: 2 };
        assert.ok(await store.write((tx) => tx.insertNotice(notice), REPORT));
        assert.equal(await store.write((tx) => tx.insertNotice(notice), REPORT), false);
        const open = (): Promise<unknown> =>
          store.write(
            async (tx) => [await tx.hasOpenNotices(messageId), await tx.toldOf(messageId, null, 9)],
            REPORT,
          );
        assert.deepEqual(await open(), [true, [ben]]);
        assert.equal(await store.write((tx) => tx.closeNotices(ben, room, 1), REPORT), false);
        assert.equal(await store.write((tx) => tx.closeNotices(ada, room, 2), REPORT), false);
        assert.ok(await store.write((tx) => tx.closeNotices(ben, room, 2), REPORT));
        assert.equal(await store.write((tx) => tx.closeNotices(ben, room, 2), REPORT), false);
        assert.deepEqual(await open(), [false, []]);
        assert.equal(await store.write((tx) => tx.insertNotice(notice), REPORT), false);
      }),
    );
  });
}

function subscribe(
  store: Store,
  of: { readonly userId: UserId; readonly sessionId: SessionId | null; readonly name: string },
): Promise<SubscriptionId> {
  const { userId, sessionId, name } = of;
  const keys = { p256dh: `key of ${name}`, auth: `secret of ${name}` };
  const endpoint = `https://push.test/${name}`;
  return store.write(
    (tx) => tx.insertSubscription({ userId, sessionId, endpoint, ...keys, createdAt: 1_000 }),
    REPORT,
  );
}

/** More people of the room. */
function more({ store, room }: World, names: readonly string[]): Promise<readonly UserId[]> {
  return store.write(async (tx) => {
    const ids: UserId[] = [];
    for (const name of names) ids.push(await tx.insertPerson(person(name, `${name}@example.org`)));
    await tx.admitEveryone(room, 1_000);
    return ids;
  }, REPORT);
}
