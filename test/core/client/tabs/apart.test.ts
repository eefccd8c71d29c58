import { expect } from 'chai';
import { SEATS_MAX, UNACKED_FRAMES_MAX } from '../../../../core/client/tabs/limits.js';
import { ROOM } from '../room-log.js';
import { SharedWorld } from './shared-world.js';

describe('core/client tabs: apart', () => {
  it('TB21 without locks each tab has a connection of its own, and no term', async () => {
    const world = new SharedWorld({ hasLocks: false });
    const tabs = await world.opened(3);
    for (const { client } of tabs) await client.post(ROOM, 'hello');
    await world.time.pass(500);
    expect(world.server.connections.size).to.equal(3);
    expect(world.server.stored.map(({ fence }) => fence)).to.deep.equal(Array(3).fill(undefined));
    expect(tabs.map(({ client }) => client.positions.get('room:1')?.seq)).to.deep.equal([4, 4, 4]);
  });

  it('TB21 a tab that does not fit goes on with a connection of its own, and back once that ends', async () => {
    const world = new SharedWorld();
    const tabs = await world.opened(SEATS_MAX + 1);
    expect(world.server.connections.size).to.equal(2);
    const apart = tabs.find((tab) => !tab.transport.isLeading && tab.connections.length > 0);
    expect(apart?.client.state.connection.phase).to.equal('online');
    await apart?.client.post(ROOM, 'from apart');
    await world.time.pass(500);
    expect(world.server.stored.map(({ fence }) => fence)).to.deep.equal([undefined]);
    const gone = world.followers.find((tab) => tab !== apart);
    if (gone !== undefined) world.crash(gone);
    await world.time.pass(6_000);
    apart?.connections[0]?.end('retry');
    await world.time.pass(3_000);
    expect(apart?.client.state.connection.phase).to.equal('online');
    expect(world.server.connections.size).to.equal(1);
  });

  it('TB20 a tab that takes nothing in costs a bounded number of messages, and comes back in step', async () => {
    const world = new SharedWorld();
    await world.opened(2);
    const [follower] = world.followers;
    if (follower === undefined) throw new Error('no follower');
    let messages = 0;
    follower.tabs.onMessage(() => (messages += 1));
    world.freeze(follower);
    for (let post = 0; post < UNACKED_FRAMES_MAX + 100; post += 1) {
      world.server.happen();
      await world.time.pass(1);
    }
    await world.time.pass(1_000);
    expect(world.leader.transport.counts?.seats).to.equal(1);
    await world.thaw(follower);
    await world.time.pass(2_000);
    expect(messages).to.be.below(UNACKED_FRAMES_MAX + 200);
    expect(follower.client.positions.get('room:1')?.seq).to.equal(world.server.log.head);
    expect(world.leader.transport.counts?.seats).to.equal(2);
  });

  it('TB20 the seats of tabs that died without a word are given up', async () => {
    const world = new SharedWorld();
    await world.opened(4);
    for (const tab of world.followers.slice(1)) world.crash(tab);
    expect(world.leader.transport.counts?.seats).to.equal(4);
    await world.time.pass(6_000);
    expect(world.leader.transport.counts?.seats).to.equal(2);
  });
});
