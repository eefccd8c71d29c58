import { expect } from 'chai';
import type { TypistFrame } from '../../../core/vocabulary/frames.js';
import { roomStream, type RoomId, type UserId } from '../../../core/vocabulary/ids.js';
import { TYPING_APART_MS } from '../../../core/vocabulary/typing.js';
import type { Caller } from '../../../ports/auth.js';
import type { Signal } from '../../../ports/broadcast.js';
import { TYPING_STARTS_PER_ROOM_MAX } from '../../../core/typing/room-starts.js';
import { Typing } from '../../../core/typing/typing.js';
import type { FakeSocket } from '../delivery/fake-socket.js';
import { Kit, settle } from '../delivery/kit.js';
import { BOB, joins } from '../world.js';

/** As many as type in one room at once. */
const CROWD = 5_000;

describe('core/typing', () => {
  let kit: Kit;
  let bob: Caller;
  let alice: FakeSocket;
  let other: FakeSocket;

  beforeEach(async () => {
    kit = await Kit.open();
    bob = (await joins(kit.household, BOB)).caller;
    alice = await kit.follow();
    other = await kit.follow(kit.room, null, bob);
  });
  afterEach(() => kit.close());

  function says(
    socket: FakeSocket,
    act: 'start' | 'stop',
    { fence = 1, roomId = kit.household.allTalk } = {},
  ): void {
    socket.say({ type: 'typing', roomId, act, fence });
  }

  function told(socket: FakeSocket): readonly string[] {
    return socket.of('typist').map(({ person, act, fence }) => `${person.name} ${act} ${fence}`);
  }

  const dropped = (): number => kit.notes.counts.get('typing_dropped_total') ?? 0;

  it('TY1 who types in a room is told to the others who follow it live, with the fence', async () => {
    const elsewhere = await kit.connect(bob);
    says(alice, 'start');
    expect(told(other)).to.deep.equal(['Alice start 1']);
    says(alice, 'stop');
    expect(told(other)).to.deep.equal(['Alice start 1', 'Alice stop 1']);
    expect(told(elsewhere)).to.deep.equal([]);
  });

  it('TY1 of a room that is not live on the connection nothing is told', async () => {
    const absent = await kit.connect();
    says(absent, 'start');
    let goOn = (): void => undefined;
    const blocked = new Promise<void>((resolve) => (goOn = resolve));
    kit.faults.beforeRead = () => blocked;
    absent.say({ type: 'join', stream: kit.room, position: null });
    says(absent, 'start');
    goOn();
    await settle();
    says(absent, 'start', { roomId: 999 as RoomId });
    expect(told(other)).to.deep.equal([]);
    expect(dropped()).to.equal(3);
    says(absent, 'start');
    expect(told(other)).to.deep.equal(['Alice start 1']);
  });

  it('TY2 nobody is told of themselves, on whichever connection', async () => {
    const second = await kit.follow();
    says(alice, 'start');
    expect(told(alice)).to.deep.equal([]);
    expect(told(second)).to.deep.equal([]);
  });

  it('TY3 of the starts of a connection one in two seconds goes on, and the others are counted', async () => {
    const kitchen = await kit.createRoom('Kitchen');
    alice.say({ type: 'join', stream: roomStream(kitchen), position: null });
    await settle();
    for (let start = 0; start < 50; start += 1) says(alice, 'start');
    says(alice, 'start', { roomId: kitchen });
    expect(told(other)).to.have.lengthOf(1);
    expect(dropped()).to.equal(50);
    kit.clock.advance(TYPING_APART_MS - 1);
    says(alice, 'start');
    expect(told(other)).to.have.lengthOf(1);
    kit.clock.advance(1);
    says(alice, 'start');
    expect(told(other)).to.have.lengthOf(2);
  });

  it('TY3 a stop is never held up, and one without a start says nothing', () => {
    says(alice, 'stop');
    says(alice, 'start');
    says(alice, 'stop');
    for (let stop = 0; stop < 20; stop += 1) says(alice, 'stop');
    expect(told(other)).to.deep.equal(['Alice start 1', 'Alice stop 1']);
  });

  it('TY4 the end of a connection, and its leaving the room, is a stop', async () => {
    says(alice, 'start');
    alice.say({ type: 'leave', stream: kit.room });
    expect(told(other)).to.deep.equal(['Alice start 1', 'Alice stop 1']);
    const second = await kit.follow();
    says(second, 'start');
    expect(kit.delivery.stats().typing).to.equal(1);
    second.hangUp();
    expect(told(other).slice(2)).to.deep.equal(['Alice start 1', 'Alice stop 1']);
    expect(kit.delivery.stats().typing).to.equal(0);
  });

  it('TY4 a connection that goes quiet is a stop once it is closed', () => {
    says(alice, 'start');
    for (let second = 0; second < 46; second += 1) {
      other.say({ type: 'ping', n: second });
      kit.clock.advance(1_000);
    }
    expect(told(other)).to.deep.equal(['Alice start 1', 'Alice stop 1']);
  });

  it('TY5 typing is never handed to a full socket, waits for none, and is encoded once', async () => {
    const third = await kit.follow(kit.room, null, bob);
    other.freeze();
    for (let post = 0; post < 4; post += 1) await kit.post('x'.repeat(30 * 1024));
    await settle();
    kit.encoded.length = 0;
    says(alice, 'start');
    other.thaw();
    await settle();
    expect(told(other)).to.deep.equal([]);
    expect(other.afterFull).to.deep.equal([]);
    expect(told(third)).to.have.lengthOf(1);
    expect(kit.encoded.filter((type) => type === 'typist')).to.have.lengthOf(1);
  });

  it('TY6 a fence above what there is of the room is cut down to it', () => {
    says(alice, 'start', { fence: 1_000_000 });
    expect(told(other)).to.deep.equal(['Alice start 1']);
  });

  it('TY7 processes tell each other by signals, which may come twice or late', () => {
    const heard: Signal[] = [];
    kit.broadcast.subscribe((signal) => heard.push(signal));
    says(alice, 'start');
    expect(heard).to.deep.equal([{ kind: 'typing', typist: other.of('typist')[0] }]);
    for (const signal of [...heard]) kit.broadcast.publish(signal);
    expect(told(other)).to.deep.equal(['Alice start 1', 'Alice start 1']);
    expect(told(alice)).to.deep.equal([]);
  });

  it('TY22 in a room in which 5,000 type 50 starts go on in 2 s, and other rooms notice nothing', () => {
    const said: TypistFrame[] = [];
    const typing = new Typing({
      isPressed: () => false,
      clock: kit.clock,
      telemetry: kit.notes,
      broadcast: { publish: (signal) => signal.kind === 'typing' && said.push(signal.typist) },
    });
    const [hall, kitchen] = [7 as RoomId, 8 as RoomId];
    const start = { type: 'typing', roomId: hall, act: 'start', fence: 1 } as const;
    const crowd = Array.from({ length: CROWD }, (_, at) => {
      const person = {
        id: (at + 1) as UserId,
        name: 'Somebody',
        role: 'member',
        version: 1,
      } as const;
      return { connection: typing.open(), room: { person, head: 1 } };
    });
    const everybodyTypes = (): void => {
      for (const { connection, room } of crowd) connection.take(start, room);
    };
    everybodyTypes();
    expect(said).to.have.lengthOf(TYPING_STARTS_PER_ROOM_MAX);
    expect(dropped()).to.equal(CROWD - TYPING_STARTS_PER_ROOM_MAX);
    // Whoever leaves off makes no room for another: else a flood of both would pass.
    for (const { connection, room } of crowd) {
      connection.take({ ...start, act: 'stop' }, room);
      connection.take(start, room);
    }
    expect(said).to.have.lengthOf(2 * TYPING_STARTS_PER_ROOM_MAX);
    const last = crowd.at(-1);
    last?.connection.take({ ...start, roomId: kitchen }, last.room);
    expect(said.at(-1)?.roomId).to.equal(kitchen);
    kit.clock.advance(TYPING_APART_MS);
    said.length = 0;
    everybodyTypes();
    expect(said).to.have.lengthOf(TYPING_STARTS_PER_ROOM_MAX);
    for (const { connection } of crowd) connection.end();
    expect(said).to.have.lengthOf(2 * TYPING_STARTS_PER_ROOM_MAX + 1);
    expect(typing.starts).to.equal(0);
  });

  it('TY8 under pressure starts are dropped, of other processes too, and stops go on', () => {
    const said: TypistFrame[] = [];
    let isPressed = false;
    const typing = new Typing({
      isPressed: () => isPressed,
      clock: kit.clock,
      telemetry: kit.notes,
      broadcast: { publish: (signal) => signal.kind === 'typing' && said.push(signal.typist) },
    });
    const person = { id: bob.userId, name: 'Bob', role: 'member', version: 1 } as const;
    const connection = typing.open();
    const roomId = kit.household.allTalk;
    const start = { type: 'typing', roomId, act: 'start', fence: 1 } as const;
    connection.take(start, { person, head: 1 });
    isPressed = true;
    kit.clock.advance(TYPING_APART_MS);
    connection.take(start, { person, head: 1 });
    expect(said.map(({ act }) => act)).to.deep.equal(['start']);
    expect(typing.admits({ ...start, type: 'typist', person })).to.equal(false);
    connection.end();
    expect(said.map(({ act }) => act)).to.deep.equal(['start', 'stop']);
    isPressed = false;
    connection.take(start, { person, head: 1 });
    expect(dropped()).to.equal(3);
    kit.clock.advance(TYPING_APART_MS);
    connection.take(start, { person, head: 1 });
    expect(said.map(({ act }) => act)).to.deep.equal(['start', 'stop', 'start']);
  });
});
