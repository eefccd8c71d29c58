import { expect } from 'chai';
import {
  SimulatedDisk,
  SimulatedLocalStore,
  type DiskFate,
} from '../../../adapters/simulated/local-store.js';
import type { ProfileId } from '../../../core/vocabulary/fence.js';
import type { ClientMessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { StoredEntry } from '../../../ports/local-store.js';
import { describeLocalStoreContract } from '../../contracts/local-store.contract.js';
import { RunningTime } from './bench.js';

const ENTRY: StoredEntry = {
  clientMessageId: 'a' as ClientMessageId,
  userId: 1 as UserId,
  roomId: 1 as RoomId,
  body: 'hello',
  order: 1,
  state: 'queued',
  refusal: null,
  tab: 'tab-1',
  createdAt: 0,
};

describe('the simulated device store', () => {
  const time = new RunningTime();
  after(() => {
    time.stop();
  });

  describeLocalStoreContract(
    { describe, it, before, after },
    () =>
      new SimulatedLocalStore({
        timeline: time.timeline,
        disk: new SimulatedDisk(),
        delayMs: () => 0.1,
      }),
  );

  it('SI48 an operation fails with no effect, fails after it, or is late, as its fate says', async () => {
    const fates: DiskFate[] = [
      { lateMs: 0, failure: 'failed' },
      { lateMs: 0, failure: 'unsaid' },
      { lateMs: 30, failure: 'none' },
    ];
    const disk = new SimulatedDisk();
    const { timeline } = time;
    const store = new SimulatedLocalStore({
      timeline,
      disk,
      delayMs: () => 0.1,
      fate: () => fates.shift() ?? { lateMs: 0, failure: 'none' },
    });
    const failed = await store.put(ENTRY).catch(() => 'failed');
    expect([failed, disk.entries()]).to.deep.equal(['failed', []]);
    const unsaid = await store.put(ENTRY).catch(() => 'failed');
    expect([unsaid, disk.entries()]).to.deep.equal(['failed', [ENTRY]]);
    const before = timeline.nowMs();
    await store.settle(ENTRY.userId, ENTRY.clientMessageId);
    expect(timeline.nowMs() - before).to.be.greaterThan(29);
    disk.evict();
    expect(await store.profile('b'.repeat(8) as ProfileId)).to.equal('b'.repeat(8));
  });
});
