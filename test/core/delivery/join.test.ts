import { expect } from 'chai';
import { roomStream } from '../../../core/vocabulary/ids.js';
import type { StreamName } from '../../../core/vocabulary/ids.js';
import type { Position } from '../../../core/vocabulary/position.js';
import { eventually, Kit, NOTHING, settle } from './kit.js';
import { View } from './view.js';

describe('joining a stream', () => {
  let kit: Kit;

  beforeEach(async () => {
    kit = await Kit.open({ limits: { replayEventsMax: 20 } });
  });
  afterEach(() => kit.close());

  it('DL1 a join without a position starts from a snapshot and is live once', async () => {
    await kit.postMany(3);
    const socket = await kit.follow();
    const [reset] = socket.of('reset');
    expect(reset?.state).to.deep.include({ kind: 'room', olderExist: false });
    expect(reset?.state.kind === 'room' && reset.state.messages.length).to.equal(3);
    const view = new View(kit.room).take(socket.frames);
    expect([view.resets, view.lives, view.seq]).to.deep.equal([1, 1, 4]);
    expect(socket.of('live')[0]).to.include({ seq: 4, digest: reset?.digest });
  });

  it('DL1 a snapshot of a room holds its newest 40 messages, and says that older ones exist', async () => {
    await kit.postMany(45);
    const [reset] = (await kit.follow()).of('reset');
    if (reset?.state.kind !== 'room') throw new Error('a room was asked for');
    expect(reset.state.messages.map(({ seq }) => seq)).to.deep.equal(
      Array.from({ length: 40 }, (_, index) => index + 7),
    );
    expect(reset.state.olderExist).to.equal(true);
    expect(reset.state.members).to.deep.equal({
      count: 1,
      // SHA-256 of "1", the first half.
      digest: '6b86b273ff34fce19d6b804eff5a3f57',
    });
    expect(reset.people.map(({ name }) => name)).to.deep.equal(['Alice']);
  });

  it('DL2 a snapshot of the account lists the rooms of the viewer, with their heads', async () => {
    await kit.createRoom('Kitchen');
    await kit.post();
    const socket = await kit.follow('account');
    const [reset] = socket.of('reset');
    if (reset?.state.kind !== 'account') throw new Error('the account was asked for');
    expect(reset.state).to.deep.include({ name: 'Hearth', peopleCount: 1 });
    expect(reset.state.rooms.map(({ name, head }) => [name, head])).to.deep.equal([
      ['All Talk', 2],
      ['Kitchen', 1],
    ]);
    new View('account').take(socket.frames);
  });

  it('DL2 a snapshot of the account shows the heads of now to the next tab of the person too', async () => {
    const heads = (socket: Awaited<ReturnType<typeof kit.follow>>) => {
      const [reset] = socket.of('reset');
      if (reset?.state.kind !== 'account') throw new Error('the account was asked for');
      return reset.state.rooms.map(({ head }) => head);
    };
    expect(heads(await kit.follow('account'))).to.deep.equal([1]);
    await kit.postMany(3);
    expect(heads(await kit.follow('account'))).to.deep.equal([4]);
  });

  it('DL3 a near position is continued: what follows it comes, and nothing else', async () => {
    await kit.postMany(2);
    const before = new View(kit.room).take((await kit.follow()).frames);
    await kit.postMany(20);
    const socket = await kit.follow(kit.room, before.position);
    expect(socket.of('reset')).to.have.lengthOf(0);
    const view = new View(kit.room, before.place).take(socket.frames);
    expect([view.seq, view.lives, view.applied.length]).to.deep.equal([23, 1, 20]);
    expect(socket.of('run')[0]?.people.map(({ name }) => name)).to.deep.equal(['Alice']);
  });

  it('DL3 a position at the head is continued with nothing but live', async () => {
    const before = new View(kit.room).take((await kit.follow()).frames);
    const socket = await kit.follow(kit.room, before.position);
    expect([socket.of('reset').length, socket.of('run').length]).to.deep.equal([0, 0]);
    expect(socket.of('live')).to.have.lengthOf(1);
  });

  it('DL4 a gap larger than a replay may be is answered with a snapshot', async () => {
    const before = new View(kit.room).take((await kit.follow()).frames);
    await kit.postMany(21);
    const socket = await kit.follow(kit.room, before.position);
    expect([socket.of('reset').length, socket.of('run').length]).to.deep.equal([1, 0]);
  });

  it('DL4 so is a gap of too many bytes', async () => {
    const before = new View(kit.room).take((await kit.follow()).frames);
    await kit.postMany(10, 'x'.repeat(30 * 1024));
    const socket = await kit.follow(kit.room, before.position);
    expect([socket.of('reset').length, socket.of('run').length]).to.deep.equal([1, 0]);
  });

  const foreign: readonly (readonly [string, (position: Position) => Position])[] = [
    ['of another epoch', (position) => ({ ...position, epoch: 'f'.repeat(16) })],
    ['above the head', (position) => ({ ...position, seq: position.seq + 1 })],
    ['far above the head', (position) => ({ ...position, seq: 9_007_199_254_740_991 })],
    ['with another digest', (position) => ({ ...position, digest: '0'.repeat(32) })],
    ['before the first event with another digest', (position) => ({ ...position, seq: 0 })],
  ];
  for (const [title, spoil] of foreign) {
    it(`DL5 a position ${title} is reset, never continued with nothing`, async () => {
      await kit.postMany(2);
      const before = new View(kit.room).take((await kit.follow()).frames);
      const socket = await kit.follow(kit.room, spoil(before.position as Position));
      expect(socket.of('reset')).to.have.lengthOf(1);
      const view = new View(kit.room).take(socket.frames);
      expect([view.seq, view.lives]).to.deep.equal([3, 1]);
    });
  }

  it('DL51 a snapshot says that a position was undone, and of one that is merely far behind it does not', async () => {
    const undone = async (position: Position | null): Promise<readonly unknown[]> => {
      const socket = await kit.follow(kit.room, position);
      return socket.of('reset').map((frame) => frame.undone);
    };
    await kit.postMany(2);
    const { position } = new View(kit.room).take((await kit.follow()).frames);
    for (const [title, spoil] of foreign) {
      expect(await undone(spoil(position as Position)), title).to.deep.equal([true]);
    }
    expect(await undone(null)).to.deep.equal([undefined]);
    await kit.postMany(21);
    expect(await undone(position)).to.deep.equal([undefined]);
    expect(await undone({ ...position, digest: '0'.repeat(32) } as Position)).to.deep.equal([true]);
  });

  it('DL5 the place before the first event is a position', async () => {
    const { epoch } = new View(kit.room).take((await kit.follow()).frames).place;
    const start = { epoch, seq: 0, digest: '0'.repeat(64) };
    const socket = await kit.follow(kit.room, { ...start, digest: '0'.repeat(32) });
    const view = new View(kit.room, start).take(socket.frames);
    expect([view.seq, view.resets]).to.deep.equal([1, 0]);
  });

  for (const hints of ['hints that arrive', 'hints that are lost']) {
    it(`DL6 with ${hints}, whatever is committed around the read of a join arrives, once and in order`, async () => {
      kit.hintsArrive = hints === 'hints that arrive';
      const before = new View(kit.room).take((await kit.follow()).frames);
      for (const position of [null, before.position]) {
        kit.faults.beforeRead = () => kit.postMany(1, 'before the read');
        kit.faults.afterRead = () => kit.postMany(1, 'after the read');
        const socket = await kit.connect();
        socket.say({ type: 'join', stream: kit.room, position });
        await eventually('live', () => socket.of('live').length > 0);
        kit.faults.beforeRead = kit.faults.afterRead = () => undefined;
        const head = await kit.post('live');
        kit.clock.advance(250);
        const view = () =>
          new View(kit.room, position === null ? undefined : before.place).take(socket.frames);
        await eventually('everything', () => view().seq === head);
        expect(view().lives).to.equal(1);
        socket.hangUp();
      }
    });
  }

  it('DL7 joining again is a repair: it starts from the position that is given, and is live again', async () => {
    const socket = await kit.follow();
    const before = new View(kit.room).take(socket.frames);
    await kit.postMany(3);
    await eventually('the posts', () => new View(kit.room).take(socket.frames).seq === 4);
    const repaired = socket.frames.length;
    socket.say({ type: 'join', stream: kit.room, position: before.position });
    await eventually('live again', () => socket.of('live').length === 2);
    const view = new View(kit.room, before.place).take(socket.frames.slice(repaired));
    expect([view.seq, view.lives, view.resets]).to.deep.equal([4, 1, 0]);
    expect(kit.delivery.stats().subscriptions).to.equal(1);
  });

  it('DL8 N connections of a person are N registrations, and each gets every event once', async () => {
    const sockets = [await kit.follow(), await kit.follow(), await kit.follow()];
    expect(kit.delivery.stats()).to.include({
      connections: 3,
      persons: 1,
      subscriptions: 3,
      streams: 1,
    });
    await kit.postMany(5);
    const views = () => sockets.map((socket) => new View(kit.room).take(socket.frames));
    await eventually('everything', () => views().every(({ seq }) => seq === 6));
    expect(views().map(({ applied }) => applied.length)).to.deep.equal([5, 5, 5]);
  });

  it('DL9 streams that are not there, and those that nobody may read, are denied alike', async () => {
    const socket = await kit.connect();
    for (const stream of ['room:99', 'user:99', 'admin'] as const) {
      socket.say({ type: 'join', stream, position: null });
    }
    await eventually('three answers', () => socket.of('denied').length === 3);
    expect(
      new Set(socket.of('denied').map(({ code, message }) => `${code} ${message}`)).size,
    ).to.equal(1);
    expect(socket.of('denied')[0]?.code).to.equal('not_found');
    expect(kit.delivery.stats()).to.include({ subscriptions: 0, streams: 0, connections: 1 });
  });

  it('DL10 one connection follows eight rooms in full, the account beside them, and is denied a ninth', async () => {
    const socket = await kit.follow('account');
    const rooms: StreamName[] = [];
    for (let index = 0; index < 9; index += 1) {
      rooms.push(roomStream(await kit.createRoom(`Room-${index}`)));
    }
    const [first = kit.room] = rooms;
    const ninth = rooms.at(-1) ?? kit.room;
    for (const stream of rooms) socket.say({ type: 'join', stream, position: null });
    await eventually('eight rooms', () => socket.of('live').length === 9);
    expect(socket.of('denied').map(({ stream, code }) => [stream, code])).to.deep.equal([
      [ninth, 'limit_exceeded'],
    ]);
    socket.say({ type: 'leave', stream: first });
    socket.say({ type: 'join', stream: ninth, position: null });
    await eventually('the ninth', () => socket.of('live').length === 10);
  });

  it('DL11 a join that fails at any step leaves nothing behind', async () => {
    const bystander = await kit.follow();
    const baseline = { ...kit.delivery.stats() };
    const timers = kit.clock.timers;
    for (const step of ['before the read', 'after the read'] as const) {
      for (const end of ['leave', 'hang up'] as const) {
        const socket = await kit.connect();
        let go: () => void = () => undefined;
        const held = new Promise<void>((resolve) => (go = resolve));
        if (step === 'before the read') kit.faults.beforeRead = () => held;
        else kit.faults.afterRead = () => held;
        socket.say({ type: 'join', stream: kit.room, position: null });
        await settle();
        expect(kit.delivery.stats().subscriptions).to.equal(2);
        if (end === 'leave') socket.say({ type: 'leave', stream: kit.room });
        else socket.hangUp();
        expect(kit.delivery.stats().subscriptions).to.equal(1);
        kit.faults.beforeRead = kit.faults.afterRead = () => undefined;
        go();
        await settle();
        expect(socket.of('reset')).to.have.lengthOf(0);
        socket.hangUp();
        // Heads that a leaving owes are said in the next round.
        kit.clock.advance(500);
        await settle();
        expect(kit.delivery.stats(), `${step}, ${end}`).to.deep.equal(baseline);
        expect(kit.clock.timers).to.equal(timers);
      }
    }
    bystander.hangUp();
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
  });

  it('DL40 one connection has one join read at a time, whatever it leaves and joins meanwhile', async () => {
    const socket = await kit.connect();
    const rooms = [kit.household.allTalk];
    for (const name of ['Kitchen', 'Pantry', 'Garden']) rooms.push(await kit.createRoom(name));
    await settle();
    let goOn = (): void => undefined;
    const blocked = new Promise<void>((resolve) => (goOn = resolve));
    kit.faults.beforeRead = () => blocked;
    for (const room of rooms) {
      socket.say({ type: 'join', stream: roomStream(room), position: null });
      socket.say({ type: 'leave', stream: roomStream(room) });
    }
    socket.say({ type: 'join', stream: kit.room, position: null });
    await settle();
    expect(kit.delivery.stats()).to.include({ catchUpsRunning: 1, catchUpsWaiting: 0 });
    kit.faults.beforeRead = () => undefined;
    goOn();
    await eventually('live', () => socket.of('live').length === 1);
    expect(kit.delivery.stats()).to.include({ catchUpsRunning: 0 });
  });
});
