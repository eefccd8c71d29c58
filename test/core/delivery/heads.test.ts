import { expect } from 'chai';
import { BOB, joins } from '../world.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { eventually, Kit, settle } from './kit.js';
import type { HeadsFrame } from '../../../core/vocabulary/frames.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { StreamRun } from '../../../ports/store.js';
import { NOTHING_POSTED } from '../../../core/vocabulary/reading.js';

describe('heads of rooms that are not followed', () => {
  let kit: Kit;
  let kitchen: RoomId;

  beforeEach(async () => {
    kit = await Kit.open();
    kitchen = await kit.createRoom('Kitchen');
  });
  afterEach(() => kit.close());

  async function round(): Promise<void> {
    kit.clock.advance(500);
    await settle();
  }

  it('DL30 after hello come the heads of every room of the person, once', async () => {
    await kit.post('Hello', kitchen);
    const socket = await kit.connect();
    const alice = kit.household.alice.caller.userId;
    const [first, ...more] = socket.of('heads');
    expect(first?.heads).to.deep.equal([
      [kit.household.allTalk, 1, NOTHING_POSTED],
      [kitchen, 2, { seq: 2, authorId: alice, otherSeq: 0 }],
    ]);
    expect(more).to.deep.equal([]);
  });

  it('DL31 what moves is told at most once in 500 ms, with the newest sequence', async () => {
    const socket = await kit.connect();
    await round();
    for (let index = 0; index < 5; index += 1) await kit.post('Hello', kitchen);
    await kit.post();
    kit.clock.advance(0);
    await settle();
    for (let index = 0; index < 5; index += 1) await kit.post('Hello', kitchen);
    kit.clock.advance(499);
    await settle();
    expect(socket.of('heads')).to.have.lengthOf(2);
    expect(toldTo(socket, 1)).to.deep.equal([
      [kit.household.allTalk, 2],
      [kitchen, 6],
    ]);
    kit.clock.advance(1);
    await settle();
    expect(toldTo(socket, 2)).to.deep.equal([[kitchen, 11]]);
    await round();
    expect(socket.of('heads')).to.have.lengthOf(3);
    expect(kit.delivery.stats().movedRooms).to.equal(0);
  });

  it('DL31 a room that is followed in full is not told again', async () => {
    const socket = await kit.follow(roomStream(kitchen));
    await round();
    await kit.post('Hello', kitchen);
    await kit.post();
    await round();
    expect(toldTo(socket, 1)).to.deep.equal([[kit.household.allTalk, 2]]);
  });

  it('DL31 a room that is left while something of it is unsent is told', async () => {
    const socket = await kit.follow(roomStream(kitchen));
    await round();
    let goOn = (): void => undefined;
    const blocked = new Promise<void>((resolve) => (goOn = resolve));
    kit.faults.beforeRead = () => blocked;
    await kit.post('Hello', kitchen);
    socket.say({ type: 'leave', stream: roomStream(kitchen) });
    await settle();
    goOn();
    await round();
    await round();
    expect(toldTo(socket, 1)).to.deep.equal([[kitchen, 2]]);
  });

  it('DL31 what moves while the news before it are read is told a round later, by itself', async () => {
    const socket = await kit.connect();
    await round();
    let goOn = (): void => undefined;
    const blocked = new Promise<void>((resolve) => (goOn = resolve));
    kit.faults.beforeRead = () => blocked;
    await kit.post('Hello', kitchen);
    kit.clock.advance(0);
    await kit.post();
    kit.faults.beforeRead = () => undefined;
    goOn();
    await settle();
    expect(toldTo(socket, 1)).to.deep.equal([[kitchen, 2]]);
    await round();
    expect(toldTo(socket, 2)).to.deep.equal([[kit.household.allTalk, 2]]);
  });

  it('DL31 a room does not wait for a newer one, whose list has to be read first', async () => {
    const socket = await kit.connect();
    await round();
    await kit.post('Hello', kitchen);
    const pantry = await kit.createRoom('Pantry');
    await round();
    expect(toldTo(socket, 1)).to.deep.equal([[kitchen, 2]]);
    await round();
    expect(toldTo(socket, 2)).to.deep.equal([[pantry, 1]]);
  });

  it('DL32 a full socket is told nothing, and everything once it takes more', async () => {
    const socket = await kit.follow();
    await round();
    socket.freeze();
    for (let index = 0; index < 4; index += 1) await kit.post('x'.repeat(30 * 1024));
    await eventually('full', () => socket.bufferedBytes() > 64 * 1024);
    await kit.post('Hello', kitchen);
    for (let index = 0; index < 4; index += 1) await round();
    expect(socket.handed.filter(({ text }) => text.includes('"heads"'))).to.have.lengthOf(1);
    socket.thaw();
    await round();
    expect(toldTo(socket, 1)).to.deep.equal([[kitchen, 2]]);
    expect(socket.afterFull).to.have.lengthOf(0);
  });

  it('DL33 rooms are told only to those who are in them, and a new one as soon as one is', async () => {
    const bob = await joins(kit.household, BOB);
    const socket = await kit.connect(bob.caller);
    await round();
    const attic = await kit.createRoom('Attic');
    await round();
    await round();
    expect(toldTo(socket, 1)).to.deep.equal([[attic, 1]]);
    const cellar = 77 as RoomId;
    kit.broadcast.publish({
      kind: 'moved',
      runs: [{ stream: roomStream(cellar), from: 1, to: 1 }],
    });
    await round();
    await round();
    expect(socket.of('heads')).to.have.lengthOf(2);
  });

  it('DL33 a room whose first news came before the news that the list has another is told', async () => {
    await kit.close();
    kit = await Kit.open({ limits: { tailIntervalMs: 3_600_000 } });
    const bob = await joins(kit.household, BOB);
    const socket = await kit.connect(bob.caller);
    await round();
    const publish = kit.broadcast.publish.bind(kit.broadcast);
    const later: StreamRun[] = [];
    kit.broadcast.publish = (signal) => {
      if (signal.kind !== 'moved') return;
      later.push(...signal.runs.filter(({ stream }) => stream === 'account'));
      publish({ kind: 'moved', runs: signal.runs.filter(({ stream }) => stream !== 'account') });
    };
    const attic = await kit.createRoom('Attic');
    await round();
    await round();
    expect(toldTo(socket, 1)).to.deep.equal([]);
    publish({ kind: 'moved', runs: later });
    await round();
    await round();
    await round();
    expect(toldTo(socket, 1)).to.deep.equal([[attic, 1]]);
  });

  it('DL34 frames that are the same are encoded once for everybody', async () => {
    const sockets = await Promise.all([1, 2, 3, 4, 5].map(() => kit.connect()));
    await round();
    kit.encoded.length = 0;
    await kit.post('Hello', kitchen);
    await round();
    expect(sockets.map((socket) => socket.of('heads').length)).to.deep.equal([2, 2, 2, 2, 2]);
    expect(kit.encoded).to.deep.equal(['heads']);
  });
});

/** Rooms and sequences of the heads that a socket was told, after so many frames of them. */
function toldTo(
  socket: { of(type: 'heads'): readonly HeadsFrame[] },
  after: number,
): readonly (readonly [RoomId, Sequence])[] {
  const frames = socket.of('heads').slice(after);
  return frames.flatMap(({ heads }) => heads.map(([roomId, seq]) => [roomId, seq] as const));
}
