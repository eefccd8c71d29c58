import { expect } from 'chai';
import type { Caller } from '../../../ports/auth.js';
import type { FakeSocket } from '../delivery/fake-socket.js';
import { eventually, NOTHING, settle, type Kit } from '../delivery/kit.js';
import { BOB, CAROL, joins } from '../world.js';
import { framesOf, is, NOBODY, openSettled, pass, passBeating, present, told } from './kit.js';

describe('presence', () => {
  let kit: Kit;
  let alice: Caller;
  let bob: Caller;

  beforeEach(async () => {
    kit = await openSettled();
    alice = kit.caller;
    bob = (await joins(kit.household, BOB)).caller;
  });
  afterEach(() => kit.close());

  /** Alice, who was told that she alone is there. */
  async function watching(): Promise<FakeSocket> {
    const watcher = await present(kit);
    await pass(kit, 200);
    expect(told(watcher)).to.deep.equal([`whole ${is(alice, 'active')}`]);
    return watcher;
  }

  function news(watcher: FakeSocket, stream?: string): readonly string[] {
    return told(watcher, stream).slice(1);
  }

  it('PS1 PS3 whoever comes is told of once, and a second connection announces nothing', async () => {
    const watcher = await watching();
    await present(kit, bob);
    await pass(kit, 200);
    expect(news(watcher)).to.deep.equal([`changes ${is(bob, 'active')}`]);
    const second = await present(kit, bob);
    await pass(kit, 200);
    second.hangUp();
    await pass(kit, 5_000);
    expect(news(watcher)).to.have.lengthOf(1);
  });

  it('PS1 whoever is active in one place is active', async () => {
    const watcher = await watching();
    const first = await present(kit, bob, 'away');
    const second = await present(kit, bob, 'active');
    await pass(kit, 200);
    second.say({ type: 'here', state: 'away' });
    await pass(kit, 200);
    first.say({ type: 'here', state: 'active' });
    await pass(kit, 200);
    expect(news(watcher)).to.deep.equal([
      `changes ${is(bob, 'active')}`,
      `changes ${is(bob, 'away')}`,
      `changes ${is(bob, 'active')}`,
    ]);
  });

  it('PS2 a connection that never says that somebody is there holds nobody and is told nothing', async () => {
    const watcher = await watching();
    const silent = await kit.follow('account', null, bob);
    await pass(kit, 1_000);
    expect(news(watcher)).to.deep.equal([]);
    expect(silent.of('presence')).to.deep.equal([]);
    expect(kit.delivery.presenceOf(bob.userId).devices.size).to.equal(0);
  });

  it('PS3 nobody is announced before a stream is live', async () => {
    const watcher = await watching();
    const socket = await kit.connect(bob);
    socket.say({ type: 'here', state: 'active' });
    await pass(kit, 5_000);
    expect(news(watcher)).to.deep.equal([]);
    socket.say({ type: 'join', stream: 'account', position: null });
    await eventually('live', () => socket.of('live').length > 0);
    await pass(kit, 200);
    expect(news(watcher)).to.deep.equal([`changes ${is(bob, 'active')}`]);
  });

  it('PS4 silence of 25 s ends a lease, and the next frame brings it back', async () => {
    const watcher = await watching();
    const socket = await present(kit, bob);
    await passBeating(kit, 20_000, [watcher]);
    await passBeating(kit, 4_000, [watcher]);
    expect(news(watcher)).to.deep.equal([`changes ${is(bob, 'active')}`]);
    await passBeating(kit, 2_500, [watcher]);
    expect(news(watcher).slice(1)).to.deep.equal([`changes ${is(bob, 'disconnected')}`]);
    socket.say({ type: 'ping', n: 1 });
    await pass(kit, 200);
    expect(news(watcher).slice(2)).to.deep.equal([`changes ${is(bob, 'active')}`]);
  });

  it('PS5 a goodbye is over within a second, and says that it was meant', async () => {
    const watcher = await watching();
    const socket = await present(kit, bob);
    await pass(kit, 200);
    socket.say({ type: 'goodbye' });
    socket.hangUp();
    await settle();
    await pass(kit, 600);
    expect(news(watcher).slice(1)).to.deep.equal([`changes ${is(bob, 'left')}`]);
  });

  it('PS5 a connection that closes without a word is over within two seconds', async () => {
    const watcher = await watching();
    const socket = await present(kit, bob);
    await pass(kit, 200);
    socket.hangUp();
    await settle();
    await pass(kit, 1_200);
    expect(news(watcher)).to.have.lengthOf(1);
    await pass(kit, 400);
    expect(news(watcher).slice(1)).to.deep.equal([`changes ${is(bob, 'disconnected')}`]);
  });

  it('PS5 whoever loads the page again was never gone', async () => {
    const watcher = await watching();
    const socket = await present(kit, bob);
    await pass(kit, 200);
    socket.hangUp();
    await settle();
    await pass(kit, 900);
    await present(kit, bob);
    await pass(kit, 3_000);
    expect(news(watcher)).to.deep.equal([`changes ${is(bob, 'active')}`]);
    expect(news(watcher, kit.room)).to.deep.equal([`changes ${is(bob, 'active')}`]);
  });

  it('PS5 whoever is back over the connection that said goodbye is there again', async () => {
    const watcher = await watching();
    const socket = await present(kit, bob);
    await pass(kit, 200);
    socket.say({ type: 'goodbye' });
    await pass(kit, 2_000);
    expect(news(watcher).slice(1)).to.deep.equal([`changes ${is(bob, 'left')}`]);
    socket.say({ type: 'here', state: 'away' });
    await pass(kit, 200);
    expect(news(watcher).slice(2)).to.deep.equal([`changes ${is(bob, 'away')}`]);
    expect(news(watcher, kit.room).slice(2)).to.deep.equal([`changes ${is(bob, 'away')}`]);
  });

  it('PS5 a goodbye ends what of that session was about to end anyway', async () => {
    const watcher = await watching();
    const [first, second] = [await present(kit, bob), await present(kit, bob)];
    await pass(kit, 200);
    first.hangUp();
    second.say({ type: 'goodbye' });
    await pass(kit, 600);
    expect(news(watcher).slice(1)).to.deep.equal([`changes ${is(bob, 'left')}`]);
  });

  it('PS6 whoever leaves a room is not in it any more, and still there', async () => {
    const watcher = await watching();
    const socket = await present(kit, bob);
    await pass(kit, 200);
    socket.say({ type: 'leave', stream: kit.room });
    await pass(kit, 200);
    expect(news(watcher, kit.room)).to.deep.equal([
      `changes ${is(bob, 'active')}`,
      `changes ${is(bob, 'left')}`,
    ]);
    expect(news(watcher)).to.have.lengthOf(1);
  });

  it('PS7 changes are told together, with names, and encoded once for everybody', async () => {
    const carol = (await joins(kit.household, CAROL)).caller;
    const watchers = [await present(kit), await present(kit), await present(kit)];
    await pass(kit, 200);
    const encoded = (): number => kit.encoded.filter((type) => type === 'presence').length;
    const before = encoded();
    for (const caller of [bob, carol]) {
      const socket = await kit.connect(caller);
      socket.say({ type: 'here', state: 'active' });
      socket.say({ type: 'join', stream: 'account', position: null });
      await eventually('live', () => socket.of('live').length > 0);
    }
    await pass(kit, 200);
    for (const watcher of watchers) {
      const frame = framesOf(watcher).at(-1);
      expect(frame?.present).to.deep.equal([
        [bob.userId, 'active'],
        [carol.userId, 'active'],
      ]);
      expect(frame?.people.map(({ name }) => name)).to.deep.equal(['Bob', 'Carol']);
      expect(frame?.counts).to.deep.equal({ active: 3, away: 0 });
    }
    // The changes for those who watched, and the whole for the two who came.
    expect(encoded() - before).to.equal(2);
  });

  it('PS7 a full socket is handed nothing, and the whole once it takes more', async () => {
    const watcher = await watching();
    await kit.postMany(40, 'x'.repeat(2_000));
    watcher.freeze();
    await kit.postMany(60, 'x'.repeat(2_000));
    await settle();
    await present(kit, bob, 'away');
    await pass(kit, 1_000);
    expect(news(watcher)).to.deep.equal([]);
    expect(watcher.afterFull).to.deep.equal([]);
    watcher.thaw();
    await settle();
    await pass(kit, 400);
    expect(news(watcher)).to.deep.equal([`whole ${is(alice, 'active')} ${is(bob, 'away')}`]);
  });

  it('PS9 every word and every pong says for how long it holds', async () => {
    const watcher = await watching();
    expect(framesOf(watcher)[0]?.certainMs).to.equal(25_000);
    watcher.say({ type: 'ping', n: 1 });
    expect(watcher.of('pong').at(-1)?.certainMs).to.equal(25_000);
    await present(kit, bob);
    const late = await present(kit, bob);
    late.say({ type: 'ping', n: 1 });
    expect(late.of('pong').at(-1), 'nothing was told yet').to.not.have.property('certainMs');
  });

  it('PS24 every pong names the version of each stream that was told last', async () => {
    const watcher = await watching();
    await present(kit, bob);
    await pass(kit, 200);
    watcher.say({ type: 'ping', n: 1 });
    const versions = new Map(watcher.of('pong').at(-1)?.presence);
    for (const stream of ['account', kit.room] as const) {
      const told = framesOf(watcher, stream).map(({ version }) => version);
      expect(told.slice(1)).to.deep.equal(told.slice(0, -1).map((version) => version + 1));
      expect(versions.get(stream)).to.equal(told.at(-1));
    }
  });

  it('PS20 whoever says again what they do is told the whole, and nobody else anything', async () => {
    const watcher = await watching();
    const socket = await present(kit, bob);
    await pass(kit, 200);
    const before = [news(watcher).length, told(socket).length];
    socket.say({ type: 'here', state: 'active' });
    await pass(kit, 200);
    expect(news(watcher)).to.have.lengthOf(before[0] ?? 0);
    expect(told(socket).slice(before[1])).to.deep.equal([
      `whole ${is(alice, 'active')} ${is(bob, 'active')}`,
    ]);
    expect(told(socket, kit.room).at(-1)).to.match(/^whole /);
  });

  it('PS21 what comes late over an earlier connection changes nothing of a newer one', async () => {
    const watcher = await watching();
    const earlier = await present(kit, bob);
    const newer = await present(kit, bob);
    await pass(kit, 200);
    const before = news(watcher).length;
    earlier.say({ type: 'here', state: 'away' });
    await pass(kit, 200);
    earlier.say({ type: 'goodbye' });
    earlier.hangUp();
    await pass(kit, 5_000);
    expect(news(watcher), 'they are there, and active').to.have.lengthOf(before);
    newer.say({ type: 'here', state: 'away' });
    await pass(kit, 200);
    expect(news(watcher).slice(before)).to.deep.equal([`changes ${is(bob, 'away')}`]);
  });

  it('PS21 an earlier connection that says it is active holds that for as long as it is heard', async () => {
    const watcher = await watching();
    const earlier = await present(kit, bob, 'away');
    const newer = await present(kit, bob, 'away');
    await pass(kit, 200);
    const before = news(watcher).length;
    earlier.say({ type: 'here', state: 'active' });
    await pass(kit, 200);
    await passBeating(kit, 26_000, [watcher, newer]);
    expect(news(watcher).slice(before)).to.deep.equal([
      `changes ${is(bob, 'active')}`,
      `changes ${is(bob, 'away')}`,
    ]);
  });

  it('PS13 what each device does is known, and that it is certain', async () => {
    await present(kit, bob, 'away');
    expect(kit.delivery.presenceOf(bob.userId)).to.deep.equal({
      certain: true,
      devices: new Map([[bob.sessionId, 'away']]),
    });
    expect(kit.delivery.presenceOf(NOBODY)).to.deep.equal({ certain: true, devices: new Map() });
  });

  it('PS14 once everybody is gone and the graces are over nothing is left', async () => {
    const timers = kit.clock.timers;
    const sockets = [await present(kit), await present(kit, bob), await present(kit, bob)];
    await pass(kit, 200);
    sockets[0]?.say({ type: 'goodbye' });
    for (const socket of sockets) socket.hangUp();
    await settle();
    await pass(kit, 4_000);
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
    expect(kit.clock.timers).to.equal(timers);
  });
});
