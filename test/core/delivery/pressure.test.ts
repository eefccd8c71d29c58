import { expect } from 'chai';
import { DELIVERY_LIMITS } from '../../../core/delivery/limits.js';
import type { ClientMessageId } from '../../../core/vocabulary/ids.js';
import { eventually, Kit, NOTHING, settle } from './kit.js';
import { View } from './view.js';

const PRESSED = { memoryBytes: DELIVERY_LIMITS.memoryBytesMax };

describe('delivery under pressure', () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await Kit.open();
  });
  afterEach(() => kit.close());

  const level = (): number => kit.delivery.stats().pressureLevel;

  /** A sweep each second, with what it begins. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      kit.clock.advance(1_000);
      await settle();
    }
  }

  it('SH6 whoever comes under pressure is refused with a time to come back, and those connected notice nothing', async () => {
    const there = await kit.follow();
    kit.pressure.hold(PRESSED);
    await pass(3);
    expect(level()).to.equal(2);
    const early = await kit.connect();
    await pass(1);
    const late = kit.accept();
    expect(late.closedAs).to.equal('busy');
    expect(late.of('refused')[0]).to.include({ code: 'busy', retryAfterMs: 5_000 });
    expect(kit.notes.counts.get('delivery_connections_refused_total')).to.equal(1);
    const head = await kit.post();
    await eventually('the post', () => new View(kit.room).take(there.frames).seq === head);
    expect([there.closedAs, early.closedAs]).to.deep.equal([null, null]);
    kit.pressure.hold({});
    await pass(7);
    expect(level()).to.equal(2);
    expect(kit.accept().closedAs).to.equal(null);
  });

  it('SH7 reads of the log go one at a time with a pause between, and none is given up', async () => {
    const readers = [await kit.connect(), await kit.connect(), await kit.connect()];
    kit.pressure.hold(PRESSED);
    await pass(5);
    expect(level()).to.equal(4);
    kit.faults.reads = 0;
    for (const reader of readers) reader.say({ type: 'join', stream: kit.room, position: null });
    await settle();
    expect(kit.faults.reads).to.equal(1);
    kit.clock.advance(49);
    await settle();
    expect(kit.faults.reads).to.equal(1);
    for (let turn = 0; turn < 10; turn += 1) {
      kit.clock.advance(50);
      await settle();
    }
    expect(readers.map((reader) => reader.of('live').length)).to.deep.equal([1, 1, 1]);
  });

  it('SH8 with everything given up a command is stored, answered and delivered as ever', async () => {
    const author = await kit.follow();
    const reader = await kit.follow();
    kit.pressure.hold(PRESSED);
    await pass(6);
    expect(level()).to.equal(4);
    for (let id = 1; id <= 5; id += 1) {
      const clientMessageId = `pressed-${id}` as ClientMessageId;
      const { allTalk: roomId } = kit.household;
      const command = { name: 'post', roomId, clientMessageId, body: 'Still here' } as const;
      author.say({ type: 'command', id, command });
    }
    await eventually('the answers', () => author.of('answer').length === 5);
    expect(author.of('answer').every(({ outcome }) => outcome.ok)).to.equal(true);
    for (const socket of [author, reader]) {
      await eventually('the posts', () => new View(kit.room).take(socket.frames).seq === 6);
    }
  });

  it('SH9 it ends by itself, with nobody connected too, and nothing is left of it', async () => {
    // What a start takes to settle is over.
    await pass(11);
    const timers = kit.clock.timers;
    const socket = await kit.connect();
    kit.pressure.hold(PRESSED);
    await pass(4);
    socket.hangUp();
    expect(kit.accept().closedAs).to.equal('busy');
    await settle();
    await pass(3);
    expect(level()).to.equal(4);
    kit.pressure.hold({});
    await pass(25);
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
    expect(kit.clock.timers).to.equal(timers);
    expect(kit.accept().closedAs).to.equal(null);
  });

  it('SH9 what was before a rest says nothing of what comes after it', async () => {
    const socket = await kit.connect();
    kit.pressure.hold(PRESSED);
    await pass(1);
    socket.hangUp();
    await settle();
    await kit.connect();
    await pass(1);
    expect(level()).to.equal(0);
    await pass(1);
    expect(level()).to.equal(1);
  });

  it('SH10 its level has a gauge, every step a counter, and beginning and end a line in the log', async () => {
    await kit.connect();
    kit.pressure.hold({ loopDelayMs: DELIVERY_LIMITS.loopDelayMsMax });
    await pass(6);
    const steps = ['typing', 'presence', 'connections', 'reads'];
    const counts = steps.map((step) => kit.notes.counts.get(`delivery_pressure_${step}_total`));
    expect(counts).to.deep.equal([1, 1, 1, 1]);
    expect(kit.notes.gauges.get('delivery_pressure_level')?.()).to.equal(4);
    expect(kit.notes.gauges.get('delivery_loop_delay_ms')?.()).to.equal(500);
    expect(kit.notes.gauges.get('delivery_memory_bytes')?.()).to.be.above(0);
    kit.pressure.hold({});
    await pass(25);
    expect(kit.notes.gauges.get('delivery_pressure_level')?.()).to.equal(0);
    expect(kit.notes.lines.map(([kind]) => kind)).to.deep.equal([
      ...steps.map(() => 'warn'),
      'info',
    ]);
  });
});
