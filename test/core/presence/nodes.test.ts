import { expect } from 'chai';
import type { UserId } from '../../../core/vocabulary/ids.js';
import { enter, Machine, type Process } from './processes.js';

describe('presence over several processes', () => {
  let machine: Machine;
  let one: Process;
  let two: Process;

  beforeEach(async () => {
    machine = new Machine();
    one = await machine.start();
    two = await machine.start();
    await machine.pass(10_200);
  });

  it('PS10 a process says for 10 s that nothing is certain, and announces nobody', async () => {
    enter(one, 1);
    const late = await machine.start();
    await machine.pass(5_000);
    enter(late, 2);
    await machine.pass(4_900);
    expect(late.watcher.told).to.deep.equal(['uncertain']);
    expect(late.presence.of(2 as UserId).certain).to.equal(false);
    await machine.pass(400);
    expect(late.watcher.told).to.deep.equal(['uncertain', 'whole 1 active 2 active']);
    expect(late.presence.of(2 as UserId).certain).to.equal(true);
  });

  it('PS12 whoever comes to one process is told of at the other', async () => {
    const lease = enter(one, 1);
    await machine.pass(500);
    lease.say('away');
    await machine.pass(500);
    one.presence.goodbye(lease);
    await machine.pass(800);
    const told = ['changes 1 active', 'changes 1 away', 'changes 1 left'];
    expect(two.watcher.told.slice(2)).to.deep.equal(told);
    expect(two.presence.stats().claims).to.equal(0);
  });

  it('PS12 whoever missed a change asks for the whole', async () => {
    machine.loses = ({ type }) => type === 'changes';
    enter(one, 1);
    await machine.pass(500);
    expect(two.watcher.told).to.deep.equal(['uncertain', 'whole']);
    await machine.pass(1_000);
    expect(two.watcher.told.slice(2)).to.deep.equal(['changes 1 active']);
    expect(two.said.filter(({ type }) => type === 'ask')).to.have.lengthOf(2);
  });

  it('PS12 a change that comes twice or too late changes nothing', async () => {
    const lease = enter(one, 1);
    await machine.pass(500);
    lease.say('away');
    await machine.pass(500);
    const told = two.watcher.told.length;
    for (const word of one.said) if (word.type === 'changes') two.presence.hear(one.node, word);
    await machine.pass(500);
    expect(two.watcher.told).to.have.lengthOf(told);
  });

  it('PS12 a silent process has ended with all that it held, within 10 s of its last word', async () => {
    enter(one, 1);
    await machine.pass(500);
    machine.kill(one);
    await machine.pass(7_000);
    expect(two.watcher.told.at(-1)).to.equal('changes 1 active');
    await machine.pass(3_000);
    expect(two.watcher.told.at(-1)).to.equal('changes 1 disconnected');
    expect(two.presence.stats()).to.include({ claims: 0, presencePeers: 0 });
    expect(two.notes.counts.get('presence_peers_silent_total')).to.equal(1);
  });

  it('PS12 a process that is heard, and whose changes are not learnt for 8 s, has ended until they are', async () => {
    const lease = enter(one, 1);
    enter(one, 2);
    await machine.pass(500);
    machine.loses = ({ type }) => type !== 'beat';
    one.presence.goodbye(lease);
    await machine.pass(7_000);
    expect(two.watcher.told.at(-1)).to.equal('changes 1 active 2 active');
    await machine.pass(3_000);
    expect(two.watcher.told.at(-1)).to.equal('changes 1 disconnected 2 disconnected');
    machine.loses = () => false;
    await machine.pass(2_500);
    expect(two.watcher.told.at(-1)).to.equal('changes 2 active');
  });

  it('PS12 a process that was cut off counts again once it is heard', async () => {
    const lease = enter(one, 1);
    await machine.pass(500);
    one.isCutOff = true;
    await beating(12_000);
    expect(two.watcher.told.at(-1)).to.equal('changes 1 disconnected');
    one.isCutOff = false;
    await beating(2_000);
    expect(two.watcher.told.at(-1)).to.equal('changes 1 active');

    async function beating(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= 1_000) {
        lease.heard(machine.clock.monotonic());
        await machine.pass(1_000);
      }
    }
  });

  it('PS11 whoever is handed over and comes back was never gone', async () => {
    enter(one, 1);
    enter(two, 2);
    await machine.pass(500);
    await machine.drain(one);
    await machine.pass(3_000);
    const next = await machine.start();
    await machine.pass(1_000);
    enter(next, 1);
    await machine.pass(9_000);
    expect(next.watcher.told).to.deep.equal(['whole 1 active 2 active']);
    expect(two.watcher.told.slice(2)).to.deep.equal(['changes 1 active 2 active']);
    expect(machine.handovers).to.deep.equal([]);
  });

  it('PS11 whoever is handed over and does not come back is disconnected after 10 s', async () => {
    enter(one, 1);
    await machine.pass(500);
    await machine.drain(one);
    const next = await machine.start();
    await machine.pass(9_000);
    expect(next.watcher.told).to.deep.equal(['whole 1 active']);
    await machine.pass(2_000);
    expect(next.watcher.told.at(-1)).to.equal('changes 1 disconnected');
    expect(two.watcher.told.at(-1)).to.equal('changes 1 disconnected');
  });

  it('PS11 whoever comes back and says goodbye has left', async () => {
    enter(one, 1);
    await machine.pass(500);
    await machine.drain(one);
    const next = await machine.start();
    const lease = enter(next, 1);
    await machine.pass(500);
    next.presence.goodbye(lease);
    await machine.pass(800);
    expect(next.watcher.told).to.deep.equal(['whole 1 active', 'changes 1 left']);
    expect(two.watcher.told.at(-1)).to.equal('changes 1 left');
  });

  it('PS11 a hand-over that is old is not honoured', async () => {
    enter(one, 1);
    await machine.pass(500);
    machine.kill(two);
    await machine.drain(one);
    await machine.pass(11_000);
    const next = await machine.start();
    await machine.pass(1_000);
    expect(next.watcher.told).to.deep.equal(['uncertain']);
    expect(machine.handovers).to.deep.equal([]);
  });

  it('PS12 a process that stood still takes nobody for silent', async () => {
    enter(one, 1);
    const own = enter(two, 2);
    await machine.pass(500);
    const told = two.watcher.told.length;
    machine.clock.standStill(30_000);
    own.heard(machine.clock.monotonic());
    await machine.pass(1_000);
    expect(two.watcher.told).to.have.lengthOf(told);
  });

  it('PS16 a pressed process tells nothing, renews nothing, and tells all of it afterwards', async () => {
    machine.isPressed = true;
    const lease = enter(one, 1);
    await machine.pass(2_000);
    expect(one.watcher.told.slice(2)).to.deep.equal([]);
    expect(one.presence.certainMs(['account'], one.watcher)).to.equal(0);
    machine.isPressed = false;
    lease.say('away');
    await machine.pass(500);
    expect(one.watcher.told.slice(2)).to.deep.equal(['changes 1 away']);
    expect(one.presence.certainMs(['account'], one.watcher)).to.equal(25_000);
  });

  it('PS8 more than 100 are counted, and named again once they are fewer', async () => {
    const leases = Array.from({ length: 100 }, (_, at) => enter(one, at + 1));
    await machine.pass(500);
    const more = [enter(one, 101, 'away'), enter(two, 102)];
    await machine.pass(500);
    const crowd = two.watcher.frames.filter(({ scope }) => scope === 'summary').at(-1);
    expect(crowd).to.deep.include({ counts: { active: 101, away: 1 }, present: [], people: [] });
    for (const lease of more) lease.closed(machine.clock.monotonic());
    leases[0]?.say('away');
    await machine.pass(2_500);
    const last = two.watcher.frames.filter(({ stream }) => stream === 'account').at(-1);
    expect(last).to.deep.include({ scope: 'whole', counts: { active: 99, away: 1 } });
    expect(last?.present).to.have.lengthOf(100);
  });
});
