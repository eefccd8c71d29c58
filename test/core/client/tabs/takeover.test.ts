import { expect } from 'chai';
import { ROOM } from '../room-log.js';
import { SharedWorld, type Tab } from './shared-world.js';

/** From the end of the leader to everyone online with the next. */
const TAKEOVER_MAX_MS = 2_000;

function isInStep(world: SharedWorld, { client }: Tab): boolean {
  const isOnline = client.state.connection.phase === 'online';
  return isOnline && client.positions.get('room:1')?.seq === world.server.log.head;
}

/** Milliseconds until every tab of some is online and in step. */
async function untilInStep(world: SharedWorld, tabs: readonly Tab[]): Promise<number> {
  const start = world.time.nowMs;
  world.server.happen();
  while (!tabs.every((tab) => isInStep(world, tab) && tab.client.state.outbox.length === 0)) {
    expect(world.time.nowMs - start, 'in step in time').to.be.below(60_000);
    await world.time.pass(10);
  }
  return world.time.nowMs - start;
}

describe('core/client tabs: takeover', () => {
  it('TB14 when the leader dies the next in line leads at once, and no client waits', async () => {
    const world = new SharedWorld();
    await world.opened(5);
    const dead = world.leader;
    world.crash(dead);
    const before = new Map(world.tabs.map((tab) => [tab, tab.phases.length]));
    expect(await untilInStep(world, world.tabs)).to.be.below(500);
    for (const tab of world.tabs) {
      expect(tab.phases.slice(before.get(tab))).to.not.include('waiting');
    }
    expect(world.server.connections.size).to.equal(1);
    expect(world.server.opened).to.equal(2);
  });

  it('TB14 a tab that leaves hands over: its followers are told at once', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    const gone = world.leader;
    gone.client.stop();
    gone.transport.leave();
    await world.time.pass(0);
    expect(world.server.connections.size).to.equal(0);
    expect(
      await untilInStep(
        world,
        world.followers.concat(world.leaders).filter((tab) => tab !== gone),
      ),
    ).to.be.below(500);
  });

  it('TB15 a frozen leader is replaced by a visible tab within 2 s', async () => {
    const world = new SharedWorld();
    await world.opened(4);
    const frozen = world.leader;
    world.freeze(frozen);
    const others = world.tabs.filter((tab) => tab !== frozen);
    expect(await untilInStep(world, others)).to.be.below(TAKEOVER_MAX_MS);
    const leaders = others.filter(({ transport }) => transport.isLeading);
    expect(leaders).to.have.lengthOf(1);
  });

  it('TB15 hidden tabs steal nothing; the first to be shown does', async () => {
    const world = new SharedWorld();
    const [leader, ...others] = [world.open(), world.open(false), world.open(false)];
    await world.time.pass(1_000);
    expect(world.leader).to.equal(leader);
    world.freeze(leader);
    await world.time.pass(20_000);
    expect(world.profile.holder).to.equal(leader.id);
    const [shown] = others;
    shown.tabs.setVisible(true);
    shown.client.wake();
    expect(await untilInStep(world, others)).to.be.below(TAKEOVER_MAX_MS);
    expect(world.profile.holder).to.equal(shown.id);
  });

  it('TB15 a leader that answers is never robbed, however quiet the rooms are', async () => {
    const world = new SharedWorld();
    await world.opened(4);
    const { leader } = world;
    await world.time.pass(120_000);
    expect(world.leader).to.equal(leader);
    expect(world.server.opened).to.equal(1);
    expect(world.tabs.flatMap(({ phases }) => phases)).to.not.include('waiting');
  });

  it('TB15 a follower that slept itself robs nobody when it wakes', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    const { leader } = world;
    const [sleeper] = world.followers;
    if (sleeper === undefined) throw new Error('no follower');
    world.freeze(sleeper);
    await world.time.pass(30_000);
    await world.thaw(sleeper);
    await world.time.pass(5_000);
    expect(world.leader).to.equal(leader);
    expect(world.server.opened).to.equal(1);
  });

  it('TB16 a leader that was robbed in its sleep closes its connection and sends nothing that counts', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    const old = world.leader;
    await old.client.post(ROOM, 'before');
    await world.time.pass(200);
    world.freeze(old);
    const others = world.tabs.filter((tab) => tab !== old);
    await untilInStep(world, others);
    const zombie = old.connections[0];
    const text = old.client.post(ROOM, 'written while frozen');
    await world.time.pass(1_000);
    await world.thaw(old);
    await text;
    await untilInStep(world, world.tabs);
    await world.time.pass(1_000);
    expect(world.leaders).to.have.lengthOf(1);
    expect(world.leader).to.not.equal(old);
    expect(world.server.connections.has(zombie as never)).to.equal(false);
    expect(world.server.connections.size).to.equal(1);
    expect(world.server.stored.map(({ fence }) => fence?.term)).to.deep.equal([1, 2]);
  });

  it('TB16 a term that the server holds to be stale ends the reign, and the next one is asked for', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    for (const profile of world.server.terms.keys()) world.server.lead(profile);
    await world.followers[0]?.client.post(ROOM, 'under a stale term');
    await untilInStep(world, world.tabs);
    expect(world.server.stored.map(({ fence }) => fence?.term)).to.deep.equal([3]);
    expect(world.leaders).to.have.lengthOf(1);
    expect(world.server.connections.size).to.equal(1);
  });
});
