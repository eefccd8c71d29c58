import { expect } from 'chai';
import { LIVENESS_INTERVAL_MS } from '../../../../core/client/tabs/limits.js';
import { ME } from '../play.js';
import { ROOM } from '../room-log.js';
import { SharedWorld } from './shared-world.js';

/** The server cannot be reached until the test says so. */
async function cutOff(world: SharedWorld): Promise<void> {
  world.server.isReachable = false;
  for (const connection of world.server.connections) connection.end('retry');
  await world.time.pass(100);
}

describe('core/client tabs: what tabs leave unsent', () => {
  it('TB22 the leader takes over what a dead tab left, soon after its death, and sends it', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    await cutOff(world);
    const [writer] = world.followers;
    const id = await writer?.client.post(ROOM, 'last words');
    if (writer !== undefined) world.crash(writer);
    world.server.isReachable = true;
    await world.time.pass(LIVENESS_INTERVAL_MS + 3_000);
    expect(world.server.stored.map(({ clientMessageId }) => clientMessageId)).to.deep.equal([id]);
    expect(world.leader.client.state.outbox).to.deep.equal([]);
  });

  it('TB22 what a leader leaves is taken over by the next, and what was under way is stored once', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    const { leader } = world;
    const id = await leader.client.post(ROOM, 'under way');
    await world.time.pass(25);
    expect(world.server.stored).to.have.lengthOf(1);
    world.crash(leader);
    await world.time.pass(3_000);
    expect(world.server.stored.map(({ clientMessageId }) => clientMessageId)).to.deep.equal([id]);
    const { entries } = await world.store.load(ME);
    expect(entries).to.deep.equal([]);
  });

  it('TB22 what a frozen tab has not sent stays its own, until it thaws', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    const [writer] = world.followers;
    if (writer === undefined) throw new Error('no follower');
    await cutOff(world);
    await writer.client.post(ROOM, 'later');
    world.freeze(writer);
    world.server.isReachable = true;
    await world.time.pass(30_000);
    expect(world.server.stored).to.deep.equal([]);
    await world.thaw(writer);
    await world.time.pass(3_000);
    expect(world.server.stored).to.have.lengthOf(1);
  });

  it('TB22 an entry that was given away is sent by nobody but its new owner', async () => {
    const world = new SharedWorld();
    await world.opened(2);
    const [sleeper] = world.followers;
    if (sleeper === undefined) throw new Error('no follower');
    await cutOff(world);
    const id = await sleeper.client.post(ROOM, 'given away');
    world.freeze(sleeper);
    // A tab that lives, and does nothing with it.
    world.profile.open({ id: 'tab-9', timeline: world.time.page(), isVisible: true });
    await world.store.adopt(ME, 'tab-9', (await world.store.load(ME)).entries);
    world.server.isReachable = true;
    await world.thaw(sleeper);
    await world.time.pass(5_000);
    expect(world.server.stored).to.deep.equal([]);
    expect(sleeper.client.state.outbox).to.deep.equal([]);
    const { entries } = await world.store.load(ME);
    expect(entries.map(({ clientMessageId, tab }) => [clientMessageId, tab])).to.deep.equal([
      [id, 'tab-9'],
    ]);
  });
});
