import { expect } from 'chai';
import { MemoryLocalStore } from '../../../../adapters/memory/memory-local-store.js';
import { SimulatedClock } from '../../../../adapters/simulated/clock.js';
import { profileOf } from '../../../../core/client/tabs/profile.js';
import { PROFILE_WAIT_MS } from '../../../../core/client/tabs/limits.js';
import { PROFILE_PATTERN, type ProfileId } from '../../../../core/vocabulary/fence.js';
import { drawn } from './shared-world.js';
import { VirtualTime } from './virtual-time.js';

function kit() {
  const time = new VirtualTime();
  const clock = new SimulatedClock({ timeline: time.page(), wallStart: 0 });
  return { time, clock, random: drawn(3) };
}

describe('core/client tabs: profile', () => {
  it('TB24 a browser has the name that it keeps', async () => {
    const localStore = new MemoryLocalStore();
    const { clock, random } = kit();
    const name = await profileOf({ localStore, clock, random });
    expect(name).to.match(PROFILE_PATTERN);
    expect(await profileOf({ localStore, clock, random })).to.equal(name);
    expect(await localStore.profile('other' as ProfileId)).to.equal(name);
  });

  it('TB24 a device that fails or does not answer gives a new name, in time', async () => {
    const { time, clock, random } = kit();
    const fails = { profile: () => Promise.reject(new Error('evicted')) };
    expect(await profileOf({ localStore: fails, clock, random })).to.match(PROFILE_PATTERN);
    const never = { profile: () => new Promise<ProfileId>(() => undefined) };
    const name = profileOf({ localStore: never, clock, random });
    await time.pass(PROFILE_WAIT_MS);
    expect(await name).to.match(PROFILE_PATTERN);
  });
});
