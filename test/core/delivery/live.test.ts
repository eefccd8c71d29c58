import { expect } from 'chai';
import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import { SOCKET_UNSENT_BYTES_MAX } from '../../../ports/socket.js';
import type { FakeSocket } from './fake-socket.js';
import { eventually, Kit, NOTHING, settle } from './kit.js';
import { View } from './view.js';

describe('delivering what is committed', () => {
  let kit: Kit;

  async function open(limits: NonNullable<Parameters<typeof Kit.open>[0]>['limits'] = {}) {
    kit = await Kit.open({ limits });
  }
  afterEach(() => kit.close());

  const seen = (socket: FakeSocket) => new View(kit.room).take(socket.frames);

  it('DL40 a stream that a full queue of reads turned away is read within a second, by itself', async () => {
    await open({ catchUpsMax: 1, catchUpsWaitingMax: 1, tailIntervalMs: 60_000 });
    const { allTalk } = kit.household;
    const rooms = [allTalk, await kit.createRoom('Kitchen'), await kit.createRoom('Pantry')];
    const sockets: FakeSocket[] = [];
    for (const room of rooms) sockets.push(await kit.follow(roomStream(room)));
    let goOn = (): void => undefined;
    const blocked = new Promise<void>((resolve) => (goOn = resolve));
    kit.faults.beforeRead = () => blocked;
    for (const room of rooms) await kit.post('Hello', room);
    kit.faults.beforeRead = () => undefined;
    goOn();
    await settle();
    const runs = () => sockets.map((socket) => socket.of('run').length);
    expect(runs()).to.deep.equal([1, 1, 0]);
    kit.clock.advance(1_000);
    await settle();
    expect(runs()).to.deep.equal([1, 1, 1]);
  });

  it('DL12 the cost of an event is one read and one encoding, whatever the number of subscribers', async () => {
    await open();
    const sockets: FakeSocket[] = [];
    for (let index = 0; index < 40; index += 1) sockets.push(await kit.follow());
    await settle();
    kit.faults.reads = 0;
    kit.encoded.length = 0;
    const head = await kit.post();
    await eventually('everybody has it', () =>
      sockets.every((socket) => seen(socket).seq === head),
    );
    expect(kit.faults.reads).to.equal(1);
    expect(kit.encoded).to.deep.equal(['run']);
    expect(new Set(sockets.map((socket) => socket.handed.at(-1))).size).to.equal(1);
  });

  it('DL12 so is a replay from the same place: one read of the events serves everybody', async () => {
    await open();
    const before = new View(kit.room).take((await kit.follow()).frames);
    await kit.postMany(10);
    kit.encoded.length = 0;
    const sockets = await Promise.all(
      Array.from({ length: 20 }, () => kit.follow(kit.room, before.position)),
    );
    expect(kit.encoded.filter((type) => type === 'run')).to.have.lengthOf(1);
    expect(
      sockets.every((socket) => new View(kit.room, before.place).take(socket.frames).seq === 11),
    ).to.equal(true);
  });

  it('DL12 snapshots that show the same are encoded once', async () => {
    await open();
    await kit.postMany(3);
    await kit.follow();
    kit.encoded.length = 0;
    await Promise.all(Array.from({ length: 10 }, () => kit.follow()));
    expect(kit.encoded).not.to.include('reset');
  });

  it('DL41 each frame that a long run is cut into says the digest at its own end', async () => {
    await open({ runBytesMax: 200 });
    const before = new View(kit.room).take((await kit.follow()).frames);
    await kit.postMany(6);
    const runs = (await kit.follow(kit.room, before.position)).of('run');
    expect(runs.length).to.be.above(1);
    const stored = await kit.household.store.read((snapshot) =>
      Promise.all(runs.map(({ to }) => snapshot.digestAt(kit.room, to))),
    );
    const said = stored.map((digest) => digest?.slice(0, 32));
    expect(runs.map(({ digest }) => digest)).to.deep.equal(said);
  });

  it('DL13 a hint that is lost, or a commit of another process, is found within one interval', async () => {
    await open();
    const socket = await kit.follow();
    kit.hintsArrive = false;
    await kit.postMany(3);
    await settle();
    expect(seen(socket).seq).to.equal(1);
    kit.clock.advance(250);
    await eventually('the posts', () => seen(socket).seq === 4);
  });

  it('DL13 what a join reads although its hint was lost, everybody who follows is sent', async () => {
    await open();
    const socket = await kit.follow();
    const { position } = seen(socket);
    kit.hintsArrive = false;
    await kit.post();
    await kit.follow(kit.room, position);
    await eventually('the post', () => seen(socket).seq === 2);
    await kit.post();
    kit.clock.advance(250);
    await eventually('the next post', () => seen(socket).seq === 3);
  });

  it('DL13 hints that are doubled, late or wrong change nothing', async () => {
    await open();
    const socket = await kit.follow();
    for (const to of [2, 2, 1, 300]) {
      kit.broadcast.publish({ kind: 'moved', runs: [{ stream: kit.room, from: 1, to }] });
    }
    await settle();
    const head = await kit.post();
    await eventually('the post', () => seen(socket).seq === head);
    kit.broadcast.publish({ kind: 'moved', runs: [{ stream: kit.room, from: 1, to: 9_000 }] });
    await settle();
    const next = await kit.post();
    await eventually('the next post', () => seen(socket).seq === next);
    expect(seen(socket).lives).to.equal(1);
  });

  it('DL14 content that was edited or deleted meanwhile is not sent any more', async () => {
    await open();
    const before = new View(kit.room).take((await kit.follow()).frames);
    await kit.post('the first words');
    await kit.post('a secret');
    // Somebody has had the run: it is kept for those who come later.
    const early = await kit.follow(kit.room, before.position);
    expect(textOf(early.frames)).to.include('the first words').and.include('a secret');
    await kit.edit(1, 'better words');
    await kit.delete(2);
    await eventually(
      'the changes',
      () => new View(kit.room, before.place).take(early.frames).seq === 5,
    );
    const late = await kit.follow(kit.room, before.position);
    const view = new View(kit.room, before.place).take(late.frames);
    expect(view.seq).to.equal(5);
    expect(textOf(late.frames)).to.include('better words');
    expect(textOf(late.frames)).not.to.include('the first words').and.not.include('a secret');
  });

  it('DL14 a run that was read before a newer deletion became known is read again', async () => {
    await open();
    const socket = await kit.follow();
    const watcher = await kit.follow();
    kit.hintsArrive = false;
    await kit.post('a secret');
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    // The read of the post is done, and its answer is held up.
    kit.faults.afterRead = () => held;
    kit.broadcast.publish({ kind: 'moved', runs: [{ stream: kit.room, from: 2, to: 2 }] });
    await settle();
    kit.faults.afterRead = () => undefined;
    await kit.delete(1);
    // Somebody else comes to know of the deletion first.
    const late = await kit.connect();
    late.say({ type: 'join', stream: kit.room, position: { ...seen(watcher).position! } });
    await eventually('live', () => late.of('live').length > 0);
    go();
    await eventually('both', () => seen(socket).seq === 3 && seen(watcher).seq === 3);
    for (const one of [socket, watcher, late])
      expect(textOf(one.frames)).not.to.include('a secret');
  });

  it('DL15 a full socket is handed nothing more; it goes on from the log, and the others notice nothing', async () => {
    await open();
    const slow = await kit.follow();
    const quick = await kit.follow();
    slow.freeze();
    await kit.postMany(30, 'y'.repeat(6 * 1024));
    await eventually('the quick one', () => seen(quick).seq === 31);
    expect(slow.bufferedBytes()).to.be.within(SOCKET_UNSENT_BYTES_MAX, 3 * SOCKET_UNSENT_BYTES_MAX);
    expect(seen(slow).seq).to.be.below(31);
    slow.thaw();
    await eventually('the slow one', () => seen(slow).seq === 31);
    expect([seen(slow).resets, seen(slow).lives, slow.afterFull.length]).to.deep.equal([1, 1, 0]);
  });

  it('DL15 a socket that is full with the word that it is live is handed nothing more', async () => {
    await open();
    const quick = await kit.follow();
    const slow = await kit.connect();
    slow.unsentBytesMax = 1;
    slow.freeze();
    slow.say({ type: 'join', stream: kit.room, position: null });
    await eventually('full', () => slow.bufferedBytes() > 0);
    await kit.post();
    await eventually('a run that is ready', () => seen(quick).seq === 2);
    slow.pass();
    await eventually('live', () => slow.handed.some(({ text }) => text.includes('"live"')));
    expect(slow.afterFull).to.deep.equal([]);
    slow.unsentBytesMax = SOCKET_UNSENT_BYTES_MAX;
    slow.thaw();
    await eventually('the next event', () => seen(slow).seq === 2);
  });

  /** A socket that takes nothing, and is full with the snapshot of its join. */
  async function joinsFull(): Promise<FakeSocket> {
    await kit.postMany(20, 'y'.repeat(6 * 1024));
    const slow = await kit.connect();
    slow.freeze();
    slow.say({ type: 'join', stream: kit.room, position: null });
    await eventually('full', () => slow.bufferedBytes() >= SOCKET_UNSENT_BYTES_MAX);
    return slow;
  }

  it('DL6 a join that has filled its socket is said to be live once that takes more', async () => {
    await open();
    const slow = await joinsFull();
    await kit.post();
    slow.thaw();
    await eventually('the next event', () => seen(slow).seq === 22);
    const types = slow.frames.map(({ type }) => type).filter((type) => type !== 'heads');
    expect(types).to.deep.equal(['welcome', 'reset', 'live', 'run']);
  });

  it('DL6 of a join that was over before its socket took more nothing is said to be live', async () => {
    await open();
    const slow = await joinsFull();
    slow.say({ type: 'leave', stream: kit.room });
    await kit.post();
    slow.say({ type: 'join', stream: kit.room, position: null });
    slow.thaw();
    await eventually('live', () => slow.of('live').length > 0);
    expect(slow.of('reset').map(({ seq }) => seq)).to.deep.equal([21, 22]);
    expect(slow.of('live').map(({ seq }) => seq)).to.deep.equal([22]);
  });

  it('DL16 one that is too many events behind starts over from a snapshot', async () => {
    await open({ replayEventsMax: 10 });
    const slow = await kit.follow();
    slow.freeze();
    await kit.post('z'.repeat(30 * 1024));
    await kit.post('z'.repeat(30 * 1024));
    await kit.post('z'.repeat(30 * 1024));
    await settle();
    await kit.postMany(11);
    slow.thaw();
    await eventually('the head', () => seen(slow).seq === 15);
    // Once at the join, once now; `live` is said once per join.
    expect([seen(slow).resets, seen(slow).lives]).to.deep.equal([2, 1]);
    const head = await kit.post();
    await eventually('the next', () => seen(slow).seq === head);
  });

  it('DL16 so does one that is too many bytes behind', async () => {
    await open();
    const slow = await kit.follow();
    slow.freeze();
    for (let index = 0; index < 20; index += 1) await kit.post('z'.repeat(30 * 1024));
    slow.thaw();
    await eventually('the head', () => seen(slow).seq === 21);
    expect(seen(slow).resets).to.equal(2);
  });

  it('DL17 a socket that accepts no byte for 30 s is closed, and may come back', async () => {
    await open();
    const stuck = await kit.follow();
    stuck.freeze();
    await kit.post();
    await eventually('unsent bytes', () => stuck.bufferedBytes() > 0);
    for (let second = 0; second < 29; second += 1) {
      kit.clock.advance(1_000);
      stuck.say({ type: 'ping', n: second });
    }
    expect(stuck.closedAs).to.equal(null);
    kit.clock.advance(2_000);
    expect(stuck.closedAs).to.equal('deadline_exceeded');
    await settle();
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
  });

  it('DL18 what is kept of streams is bounded, and gone with their last reader', async () => {
    await open({ ringRunsMax: 5, ringBytesMax: 4_096 });
    const socket = await kit.follow();
    for (let index = 0; index < 20; index += 1) {
      const head = await kit.post();
      await eventually('the post', () => seen(socket).seq === head);
      const { ringRuns, ringBytes } = kit.delivery.stats();
      expect(ringRuns).to.be.at.most(5);
      expect(ringBytes).to.be.at.most(4_096);
    }
    socket.hangUp();
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
  });

  it('DL19 order holds with many subscribers of whom some are full', async () => {
    await open({ catchUpsMax: 2 });
    const sockets: FakeSocket[] = [];
    for (let index = 0; index < 60; index += 1) sockets.push(await kit.follow());
    sockets.forEach((socket, index) => {
      if (index % 3 === 0) socket.freeze();
    });
    for (let round = 0; round < 10; round += 1) {
      await kit.postMany(5, 'w'.repeat(4 * 1024));
      sockets.forEach((socket, index) => {
        if (index % 3 === 0 && (index + round) % 4 === 0) socket.thaw();
      });
    }
    sockets.forEach((socket) => socket.thaw());
    // Every view throws at a gap, a repetition or a broken chain.
    await eventually('everybody', () => sockets.every((socket) => seen(socket).seq === 51));
    expect(sockets.every((socket) => socket.afterFull.length === 0)).to.equal(true);
  });
});

function textOf(frames: readonly ServerFrame[]): string {
  return JSON.stringify(frames);
}
