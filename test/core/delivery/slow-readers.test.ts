import { expect } from 'chai';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import type { FakeSocket } from './fake-socket.js';
import { eventually, Kit, NOTHING, settle } from './kit.js';
import { View } from './view.js';

const LARGE = 'z'.repeat(30 * 1024);

describe('slow readers', () => {
  let kit: Kit;

  async function open(limits: Partial<DeliveryLimits>): Promise<void> {
    kit = await Kit.open({ limits });
  }

  afterEach(() => kit.close());

  function seqOf(socket: FakeSocket): number {
    return new View(kit.room).take(socket.frames).seq;
  }

  /** Each message is sent before the next: all who read are in step. */
  async function postInStep(count: number, reader: FakeSocket, body = LARGE): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const head = await kit.post(body);
      await eventually('the post', () => seqOf(reader) === head);
    }
  }

  it('BN11 what all sockets hold unsent is counted in bytes, and nothing is left of it', async () => {
    await open({});
    const slow = await kit.follow();
    const quick = await kit.follow();
    slow.freeze();
    await postInStep(2, quick);
    expect(kit.delivery.stats().outgoingBytes).to.equal(slow.bufferedBytes());
    slow.say({ type: 'ping', n: 1 });
    expect(kit.delivery.stats().outgoingBytes).to.be.at.least(slow.bufferedBytes());
    slow.thaw();
    kit.clock.advance(1_000);
    expect(kit.delivery.stats().outgoingBytes).to.equal(0);
    for (const socket of [slow, quick]) socket.hangUp();
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
  });

  it('BN12 past the budget of the process who accepted nothing for longest is reset, and no other', async () => {
    await open({ outgoingBytesMax: 512 * 1024, replayBytesMax: 64 * 1024 });
    const quick = await kit.follow();
    const slow: FakeSocket[] = [];
    for (let index = 0; index < 12; index += 1) slow.push(await kit.follow());
    for (const socket of slow) {
      socket.freeze();
      await postInStep(1, quick, 'Hello');
      kit.clock.advance(10);
    }
    await postInStep(1, quick);
    expect(kit.notes.counts.get('delivery_shed_total')).to.equal(undefined);
    const head = await kit.post(LARGE);
    await settle();
    kit.clock.advance(0);
    await eventually('the post', () => seqOf(quick) === head);
    const { outgoingBytes } = kit.delivery.stats();
    expect(outgoingBytes).to.be.at.most(512 * 1024);
    const reset = slow.map((socket) => socket.closedAs === 'reset');
    const count = reset.filter(Boolean).length;
    expect(count).to.be.within(1, 11);
    expect(reset, 'the first that stopped').to.deep.equal(slow.map((_, index) => index < count));
    expect(kit.notes.counts.get('delivery_shed_total')).to.equal(count);
    expect(quick.closedAs).to.equal(null);
    for (const socket of slow) socket.thaw();
    await eventually('the others', () =>
      slow.every((socket, index) => reset[index] === true || seqOf(socket) === head),
    );
  });

  it('BN13 while reads wait for room, whoever accepts nothing for 5 s is reset', async () => {
    await open({ outgoingBytesMax: 200 * 1024, replayBytesMax: 128 * 1024 });
    const quick = await kit.follow();
    const slow = await kit.follow();
    slow.freeze();
    await postInStep(3, quick);
    expect(slow.bufferedBytes()).to.be.above(64 * 1024);
    const late = kit.accept();
    kit.hello(late);
    await settle();
    expect([late.frames, kit.delivery.stats().catchUpsWaiting]).to.deep.equal([[], 1]);
    for (let second = 0; second < 4; second += 1) kit.clock.advance(1_000);
    expect(slow.closedAs).to.equal(null);
    for (let second = 0; second < 3; second += 1) kit.clock.advance(1_000);
    expect(slow.closedAs).to.equal('reset');
    await eventually('welcome', () => late.of('welcome').length > 0);
    expect(quick.closedAs).to.equal(null);
  });

  it('BN14 answers that wait for a full socket are bounded in bytes', async () => {
    await open({ queuedBytesMax: 300 });
    const socket = await kit.follow();
    socket.freeze();
    for (let index = 0; index < 3; index += 1) await kit.post(LARGE);
    await eventually('full', () => socket.bufferedBytes() > 64 * 1024);
    let said = 0;
    while (socket.closedAs === null && said < 100) socket.say({ type: 'ping', n: (said += 1) });
    expect(socket.closedAs).to.equal('busy');
    expect(said).to.be.within(3, 10);
  });

  it('BN15 snapshots that are kept for others count among what streams keep', async () => {
    await open({ ringBytesTotalMax: 40 * 1024 });
    await kit.post(LARGE);
    const socket = await kit.follow();
    expect(kit.delivery.stats().ringBytes).to.be.within(30 * 1024, 40 * 1024);
    await kit.post(LARGE);
    await eventually('the post', () => seqOf(socket) === 3);
    expect(kit.delivery.stats().ringBytes).to.be.at.most(40 * 1024);
    socket.hangUp();
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
  });

  it('BN4 gauges of most show the one that has most', async () => {
    await open({});
    const slow = await kit.follow();
    const quick = await kit.follow();
    slow.freeze();
    await postInStep(3, quick);
    for (const n of [1, 2]) slow.say({ type: 'ping', n });
    const stats = kit.delivery.stats();
    expect(stats).to.include({
      personConnectionsMost: 2,
      connectionUnsentBytesMost: stats.outgoingBytes,
      connectionQueuedFramesMost: 2,
      connectionRoomsMost: 1,
      connectionCommandsMost: 0,
      streamRingRunsMost: 3,
    });
    expect(stats.connectionQueuedBytesMost).to.be.within(60, 500);
    expect(stats.streamRingBytesMost).to.be.within(90 * 1024, stats.ringBytes);
    for (const [name, read] of kit.notes.gauges) {
      expect(read(), name).to.be.a('number');
    }
  });

  it('BN16 an event costs what its own subscribers cost, and those of other streams nothing', async () => {
    await open({});
    const other = roomStream(await kit.createRoom('Elsewhere'));
    const own: FakeSocket[] = [];
    for (let index = 0; index < 5; index += 1) own.push(await kit.follow());
    const costOf = async (): Promise<object> => {
      await settle();
      const [reads, encoded] = [kit.faults.reads, kit.encoded.length];
      const handed = own.map((socket) => socket.handed.length);
      const head = await kit.post();
      await eventually('the post', () => own.every((socket) => seqOf(socket) === head));
      return {
        reads: kit.faults.reads - reads,
        encoded: kit.encoded.length - encoded,
        handed: own.map((socket, index) => socket.handed.length - (handed[index] ?? 0)),
      };
    };
    const alone = await costOf();
    expect(alone).to.deep.equal({ reads: 1, encoded: 1, handed: own.map(() => 1) });
    const elsewhere: FakeSocket[] = [];
    for (let index = 0; index < 20; index += 1) elsewhere.push(await kit.follow(other));
    const before = elsewhere.map((socket) => socket.handed.length);
    expect(await costOf()).to.deep.equal(alone);
    expect(elsewhere.map((socket) => socket.handed.length)).to.deep.equal(before);
  });
});
