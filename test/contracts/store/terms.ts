import assert from 'node:assert/strict';
import type { ProfileId } from '../../../core/vocabulary/fence.js';
import type { SessionId, UserId } from '../../../core/vocabulary/ids.js';
import { PROFILES_PER_SESSION_MAX } from '../../../core/vocabulary/limits.js';
import type { Store } from '../../../ports/store.js';
import type { ContractHarness } from '../harness.js';
import { inWorld, REPORT, type StoreSetup, type World } from './world.js';

/** Terms of the browsers of a session. */
export function describeTerms({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('terms', () => {
    it(
      'TE10 terms of a session grow over all its browsers, and each browser has its newest',
      inWorld(setup, async ({ store, ada, session }) => {
        const holder = { userId: ada, sessionId: session };
        const [one, two] = [profile('one'), profile('two')];
        assert.equal(await store.read((s) => s.term(holder, one)), null);
        const issued = [];
        for (const name of [one, two, one, one]) issued.push(await issue(store, holder, name));
        assert.deepEqual(issued, [1, 2, 3, 4]);
        assert.equal(await store.read((s) => s.term(holder, one)), 4);
        assert.equal(await store.read((s) => s.term(holder, two)), 2);
      }),
    );

    it(
      'TE10 a session, another session and a person without one count their terms apart',
      inWorld(setup, async (world) => {
        const { store, ada, ben, session } = world;
        const holders = [
          { userId: ada, sessionId: session },
          { userId: ada, sessionId: await begin(world, ada, 2_000) },
          { userId: ada, sessionId: null },
          { userId: ben, sessionId: null },
        ];
        const name = profile('same');
        for (const holder of holders) assert.equal(await issue(store, holder, name), 1);
        assert.equal(await issue(store, { userId: ada, sessionId: null }, name), 2);
        const terms = await store.read(async (s) => {
          const found = [];
          for (const holder of holders) found.push(await s.term(holder, name));
          return found;
        });
        assert.deepEqual(terms, [1, 1, 2, 1]);
      }),
    );

    it(
      'TE11 beyond its bound the browser that led longest ago is forgotten, and its term is not',
      inWorld(setup, async ({ store, ada, session }) => {
        const holder = { userId: ada, sessionId: session };
        const names = Array.from({ length: PROFILES_PER_SESSION_MAX + 1 }, (_, index) =>
          profile(`p${String(index)}`),
        );
        for (const name of names.slice(0, -1)) await issue(store, holder, name);
        // The first leads again, so the second is the one that led longest ago.
        await issue(store, holder, names[0] ?? profile('p'));
        const last = await issue(store, holder, names.at(-1) ?? profile('p'));
        assert.equal(last, PROFILES_PER_SESSION_MAX + 2);
        const known = await store.read(async (s) => {
          const found = [];
          for (const name of names) if ((await s.term(holder, name)) !== null) found.push(name);
          return found;
        });
        assert.deepEqual(known, [names[0], ...names.slice(2)]);
        assert.equal(await issue(store, holder, names[1] ?? profile('p')), last + 1);
      }),
    );

    it(
      'TE12 terms go with the session that they were given to',
      inWorld(setup, async (world) => {
        const { store, ada, session } = world;
        const name = profile('one');
        for (const sessionId of [session, null]) {
          await issue(store, { userId: ada, sessionId }, name);
        }
        await store.write((tx) => tx.endSession(session, 1_500), REPORT);
        await begin(world, ada, 2_000);
        const left = await store.read(async (s) => [
          await s.term({ userId: ada, sessionId: session }, name),
          await s.term({ userId: ada, sessionId: null }, name),
        ]);
        assert.deepEqual(left, [null, 1]);
      }),
    );
  });
}

function profile(text: string): ProfileId {
  return text as ProfileId;
}

function issue(
  store: Store,
  holder: { readonly userId: UserId; readonly sessionId: SessionId | null },
  name: ProfileId,
): Promise<number> {
  return store.write((tx) => tx.issueTerm(holder, name), REPORT);
}

function begin({ store }: World, userId: UserId, createdAt: number): Promise<SessionId> {
  return store.write(
    (tx) =>
      tx.insertSession({
        userId,
        tokenHash: `token of ${String(createdAt)}`,
        createdAt,
        expiresAt: 9_000,
        address: null,
        userAgent: null,
      }),
    REPORT,
  );
}
