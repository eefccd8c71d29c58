import { expect } from 'chai';
import { ROOM } from '../room-log.js';
import { SharedWorld, type Tab } from './shared-world.js';

function phaseOf({ client }: Tab): string {
  return client.state.connection.phase;
}

function headOf({ client }: Tab): number {
  return client.positions.get('room:1')?.seq ?? 0;
}

describe('core/client tabs: sharing', () => {
  it('TB10 the tabs of a browser share one connection, and each is online and in step', async () => {
    const world = new SharedWorld();
    const tabs = await world.opened(8);
    for (let post = 0; post < 5; post += 1) world.server.happen();
    await world.time.pass(200);
    expect(tabs.map(phaseOf)).to.deep.equal(tabs.map(() => 'online'));
    expect(tabs.map(headOf)).to.deep.equal(tabs.map(() => 6));
    expect(world.server.opened).to.equal(1);
    expect(world.leaders).to.have.lengthOf(1);
  });

  it('CL23 a frame that is lost between server and leading tab is fetched for all of them', async () => {
    const world = new SharedWorld();
    const tabs = await world.opened(3);
    world.server.losesRuns = true;
    world.server.happen();
    world.server.losesRuns = false;
    await world.time.pass(200);
    const before = tabs.map(headOf);
    await world.time.pass(80_000);
    expect(tabs.map(headOf)).to.deep.equal(before.map((head) => head + 1));
    expect(world.server.opened).to.equal(1);
  });

  it('TB13 every command of every tab carries the term of the one that leads', async () => {
    const world = new SharedWorld();
    const tabs = await world.opened(3);
    for (const tab of tabs) await tab.client.post(ROOM, `from ${tab.id}`);
    await world.time.pass(500);
    const { stored } = world.server;
    expect(stored.map(({ fence }) => fence?.term)).to.deep.equal([1, 1, 1]);
    expect(tabs.map(({ client }) => client.state.outbox)).to.deep.equal([[], [], []]);
    const [connection] = world.server.connections;
    const ids = connection?.frames.flatMap((frame) => (frame.type === 'command' ? [frame.id] : []));
    expect(new Set(ids).size).to.equal(ids?.length);
  });
});
