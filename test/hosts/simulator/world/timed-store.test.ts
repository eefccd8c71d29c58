import { expect } from 'chai';
import { SimulatedDisk, SimulatedLocalStore } from '../../../../adapters/simulated/local-store.js';
import { STORAGE_WAIT_MS } from '../../../../core/client/limits.js';
import type { ProfileId } from '../../../../core/vocabulary/fence.js';
import type { UserId } from '../../../../core/vocabulary/ids.js';
import { timedStore } from '../../../../hosts/simulator/world/timed-store.js';

/** How often a page waits too long that asks for its name, and then for what it has unsent. */
async function lates(nameMs: number): Promise<number> {
  let nowMs = 0;
  let late = 0;
  const timeline = {
    nowMs: () => nowMs,
    after: (delayMs: number, _step: unknown, run: () => void) => {
      nowMs += delayMs;
      queueMicrotask(run);
      return () => undefined;
    },
    waits: () => () => undefined,
  };
  const store = new SimulatedLocalStore({
    timeline,
    disk: new SimulatedDisk(),
    delayMs: () => 1,
    fate: (operation) => ({ lateMs: operation === 'profile' ? nameMs : 0, failure: 'none' }),
  });
  const watch = { nowMs: () => nowMs, onLate: () => (late += 1), onRead: () => undefined };
  const timed = timedStore(store, watch);
  const name = timed.profile('a' as ProfileId);
  await Promise.all([name, timed.load(1 as UserId)]);
  await timed.load(1 as UserId);
  return late;
}

describe('the wait of a page for its device', () => {
  it('SI47 what is asked behind something slow comes late too, and nothing else does', async () => {
    expect(await lates(STORAGE_WAIT_MS)).to.equal(1);
    expect(await lates(STORAGE_WAIT_MS - 5)).to.equal(0);
  });
});
