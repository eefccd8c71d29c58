import assert from 'node:assert/strict';
import { HANDOVERS_MAX, type Handover } from '../../../ports/handovers.js';
import type { Store } from '../../../ports/store.js';
import type { ContractHarness } from '../harness.js';
import { inWorld, REPORT, type StoreSetup } from './world.js';

/** What a process that stops leaves to the next one. */
export function describeHandovers({ describe, it }: ContractHarness, setup: StoreSetup): void {
  describe('hand-overs', () => {
    it(
      'PS15 what a process leaves is there for the next one, until it is cleared',
      inWorld(setup, async ({ store, ada, session }) => {
        const claims = [
          { key: 'a#1', userId: ada, sessionId: session, state: 'away', rooms: [] } as const,
        ];
        const first: Handover = { node: 'a', at: 1_000, claims };
        const later: Handover = { node: 'b', at: 2_000, claims: [] };
        for (const handover of [first, later]) await put(store, handover);
        assert.deepEqual(await read(store), [later, first]);
        const again: Handover = { node: 'a', at: 3_000, claims: [] };
        await put(store, again);
        assert.deepEqual(await read(store), [again, later]);
        await store.write((tx) => tx.clearHandovers(), REPORT);
        assert.deepEqual(await read(store), []);
      }),
    );

    it(
      'PS15 of many the newest are kept',
      inWorld(setup, async ({ store }) => {
        for (let at = 1; at <= HANDOVERS_MAX + 2; at += 1) {
          await put(store, { node: `node ${String(at)}`, at, claims: [] });
        }
        const kept = await read(store);
        assert.equal(kept.length, HANDOVERS_MAX);
        assert.equal(kept.at(-1)?.at, 3);
      }),
    );
  });
}

function put(store: Store, handover: Handover): Promise<void> {
  return store.write((tx) => tx.putHandover(handover), REPORT);
}

function read(store: Store): Promise<readonly Handover[]> {
  return store.read((snapshot) => snapshot.handovers());
}
