import { expect } from 'chai';
import { done, ChatError } from '../../../core/vocabulary/errors.js';
import type { ClientMessageId, RoomId } from '../../../core/vocabulary/ids.js';
import type { FakeSocket } from './fake-socket.js';
import { eventually, Kit, NOTHING, settle } from './kit.js';
import { View } from './view.js';

const POST = {
  name: 'post',
  roomId: 1 as RoomId,
  clientMessageId: 'a' as ClientMessageId,
  body: 'x',
} as const;

describe('delivery as a whole', () => {
  let kit: Kit;
  afterEach(() => kit.close());

  /** A connection whose one command is under way until it is let go. */
  async function withHeldCommand(): Promise<{ socket: FakeSocket; go: () => void }> {
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    kit = await Kit.open({
      execute: async () => {
        await held;
        return done({ roomId: 1 as RoomId, seq: 1 });
      },
    });
    const socket = await kit.connect();
    socket.say({ type: 'command', id: 1, command: POST });
    return { socket, go };
  }

  it('DL35 after the last disconnect nothing is left but the look at the log', async () => {
    kit = await Kit.open();
    const timers = kit.clock.timers;
    const sockets = [
      await kit.follow(),
      await kit.follow('account'),
      await kit.connect(),
      kit.accept(),
    ];
    await kit.postMany(5);
    kit.broadcast.publish({ kind: 'moved', runs: [{ stream: kit.room, from: 1, to: 900 }] });
    await settle();
    expect(kit.delivery.stats()).to.include({ connections: 4, subscriptions: 2, streams: 2 });
    for (const socket of sockets) socket.hangUp();
    await settle();
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
    expect(kit.clock.timers).to.equal(timers);
  });

  it('DL36 every bound has a gauge, and what is used of it one beside it', async () => {
    kit = await Kit.open();
    await kit.follow();
    const read = (name: string) => kit.notes.gauges.get(name)?.();
    expect(read('delivery_connections')).to.equal(1);
    expect(read('delivery_connections_max')).to.equal(10_000);
    for (const name of ['ring_bytes', 'catch_ups_running', 'catch_ups_waiting', 'commands']) {
      expect(read(`delivery_${name}`), name).to.be.a('number');
      expect(read(`delivery_${name}_max`), name).to.be.above(0);
    }
  });

  it('DL37 a read that is refused as busy is tried again after a wait, and the join succeeds', async () => {
    kit = await Kit.open();
    const socket = await kit.connect();
    let failures = 3;
    kit.faults.beforeRead = () => {
      if (failures-- > 0) throw new ChatError('busy', 'Too many reads.');
    };
    socket.say({ type: 'join', stream: kit.room, position: null });
    for (let count = 0; count < 10; count += 1) {
      await settle();
      kit.clock.advance(200);
    }
    await eventually('live', () => socket.of('live').length === 1);
  });

  it('DL40 whoever comes while too many wait for reads is refused as busy, with a time to come back', async () => {
    kit = await Kit.open({ limits: { catchUpsMax: 1, catchUpsWaitingMax: 1 } });
    let goOn = (): void => undefined;
    const blocked = new Promise<void>((resolve) => (goOn = resolve));
    kit.faults.beforeRead = () => blocked;
    const sockets = [kit.accept(), kit.accept(), kit.accept()];
    for (const socket of sockets) socket.say({ type: 'hello', protocol: 1, client: 'test' });
    const [, , third] = sockets;
    expect(third?.of('refused')[0]).to.include({ code: 'busy', retryAfterMs: 1_000 });
    expect(third?.closedAs).to.equal('busy');
    goOn();
    await settle();
    expect(sockets.map((socket) => socket.of('welcome').length)).to.deep.equal([1, 1, 0]);
  });

  it('DL37 a join whose reads go on failing is denied, and leaves nothing', async () => {
    kit = await Kit.open();
    const socket = await kit.connect();
    const timers = kit.clock.timers;
    kit.faults.beforeRead = () => {
      throw new ChatError('busy', 'Too many reads.');
    };
    kit.faults.reads = 0;
    socket.say({ type: 'join', stream: kit.room, position: null });
    for (let count = 0; count < 10; count += 1) {
      await settle();
      kit.clock.advance(400);
      socket.say({ type: 'ping', n: count });
    }
    await settle();
    expect(socket.of('denied').map(({ code }) => code)).to.deep.equal(['busy']);
    expect(kit.faults.reads).to.be.at.most(8);
    expect(kit.delivery.stats()).to.include({ subscriptions: 0, streams: 0, catchUpsWaiting: 0 });
    expect(kit.clock.timers).to.equal(timers);
  });

  it('DL37 a stream that cannot be read any more ends its connections, and they may come back', async () => {
    kit = await Kit.open();
    const socket = await kit.follow();
    kit.faults.beforeRead = () => {
      throw new ChatError('unavailable', 'The disk is gone.');
    };
    await kit.post();
    for (let count = 0; count < 10; count += 1) {
      await settle();
      kit.clock.advance(400);
    }
    expect(socket.closedAs).to.equal('unavailable');
    await settle();
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
  });

  it('DL37 a defect in a read is logged, and says nothing of itself to the client', async () => {
    kit = await Kit.open();
    const socket = await kit.connect();
    kit.faults.beforeRead = () => {
      throw new Error('no such column: secret');
    };
    socket.say({ type: 'join', stream: kit.room, position: null });
    await eventually('the denial', () => socket.of('denied').length > 0);
    expect(socket.of('denied')[0]?.code).to.equal('internal');
    expect(JSON.stringify(socket.frames)).not.to.include('secret');
    expect(kit.notes.errors).to.deep.equal([`joining ${kit.room} failed`]);
  });

  it('DL38 a drain tells everybody when to come back, each in a slot of its own, and closes', async () => {
    kit = await Kit.open({ limits: { reconnectsPerSecond: 10 } });
    const sockets = [await kit.follow(), await kit.connect(), await kit.connect()];
    let isDrained = false;
    const drained = kit.delivery.drain().then(() => (isDrained = true));
    expect(sockets.map((socket) => socket.of('goaway')[0]?.reconnectAfterMs)).to.deep.equal([
      0, 100, 200,
    ]);
    await eventually('the end', () => isDrained);
    await drained;
    expect(sockets.map(({ closedAs }) => closedAs)).to.deep.equal([
      'draining',
      'draining',
      'draining',
    ]);
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
    expect(kit.clock.timers).to.equal(0);
    expect(kit.accept().of('refused')[0]).to.include({ code: 'draining', retryAfterMs: 1_000 });
  });

  it('DL38 commands under way are answered before a drain closes, new ones are told to come back', async () => {
    const { socket, go } = await withHeldCommand();
    const drained = kit.delivery.drain();
    socket.say({ type: 'command', id: 2, command: POST });
    await settle();
    kit.clock.advance(100);
    expect(socket.closedAs).to.equal(null);
    go();
    await settle();
    kit.clock.advance(100);
    await drained;
    expect(socket.of('answer').map(({ id, outcome }) => [id, outcome.ok])).to.deep.equal([
      [2, false],
      [1, true],
    ]);
    expect(socket.closedAs).to.equal('draining');
  });

  it('DL38 a drain that begins between what a command came to and its answer waits for it', async () => {
    for (let microtasks = 0; microtasks < 12; microtasks += 1) {
      if (microtasks > 0) await kit.close();
      const { socket, go } = await withHeldCommand();
      await settle();
      go();
      for (let count = 0; count < microtasks; count += 1) await Promise.resolve();
      const drained = kit.delivery.drain();
      await settle();
      kit.clock.advance(100);
      await drained;
      expect(socket.of('answer'), `after ${String(microtasks)}`).to.have.length(1);
    }
  });

  it('DL38 a drain ends in time even if a command does not', async () => {
    kit = await Kit.open({ execute: () => new Promise(() => undefined) });
    const socket = await kit.connect();
    socket.say({ type: 'command', id: 1, command: POST });
    const drained = kit.delivery.drain();
    kit.clock.advance(5_000);
    await drained;
    expect(socket.closedAs).to.equal('reset');
  });

  it('DL39 a log of another history starts everybody over', async () => {
    kit = await Kit.open();
    const socket = await kit.follow();
    await kit.post();
    await eventually('the post', () => new View(kit.room).take(socket.frames).seq === 2);
    const { store } = kit.household;
    const changesAfter = store.changesAfter.bind(store);
    store.changesAfter = async (token, limit) => {
      store.changesAfter = changesAfter;
      return { ...(await changesAfter(token, limit)), restarted: true };
    };
    kit.clock.advance(250);
    await eventually('the reset', () => socket.of('reset').length === 2);
    expect(new View(kit.room).take(socket.frames).lives).to.equal(1);
  });
});
