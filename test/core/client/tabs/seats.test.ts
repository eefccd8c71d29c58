import { expect } from 'chai';
import { FollowerSeat } from '../../../../core/client/tabs/follower-seat.js';
import { KnownHeads } from '../../../../core/client/tabs/known-heads.js';
import {
  ACK_INTERVAL_FRAMES,
  KNOWN_HEADS_MAX,
  UNACKED_FRAMES_MAX,
} from '../../../../core/client/tabs/limits.js';
import { writeMessage, type TabMessage } from '../../../../core/client/tabs/messages.js';
import { RemoteSeat } from '../../../../core/client/tabs/remote-seat.js';
import { RunRing } from '../../../../core/client/tabs/run-ring.js';
import type { RoomId, UserId } from '../../../../core/vocabulary/ids.js';
import { SimulatedClock } from '../../../../adapters/simulated/clock.js';
import { EPOCH, RoomLog } from '../room-log.js';
import { SharedWorld, type Tab } from './shared-world.js';
import { VirtualTime } from './virtual-time.js';
import type { RoomHead, RunFrame } from '../../../../core/vocabulary/frames.js';
import { NOTHING_POSTED } from '../../../../core/vocabulary/reading.js';

const NAMES = { reign: 'reign', seat: 'seat' };

function followerSeat() {
  const sent: TabMessage[] = [];
  const told: string[] = [];
  const channel = {
    deliver: (text: string) => void told.push(text),
    over: (reason: string) => void told.push(reason),
  };
  const seat = new FollowerSeat({ ...NAMES, send: (message) => void sent.push(message), channel });
  return { seat, sent, told };
}

function down(n: number): Extract<TabMessage, { type: 'down' }> {
  return { type: 'down', ...NAMES, n, text: `frame ${n}` };
}

describe('core/client tabs: seats', () => {
  it('TB12 a follower that misses a frame gives its seat up, and comes back', () => {
    const { seat, sent, told } = followerSeat();
    seat.take(down(1));
    seat.take(down(3));
    expect(told).to.deep.equal(['frame 1', 'moved']);
    expect(sent.map(({ type }) => type)).to.deep.equal(['open', 'leave']);
  });

  it('TB20 a follower acknowledges every so many frames, and numbers its own', () => {
    const { seat, sent } = followerSeat();
    for (let n = 1; n <= 2 * ACK_INTERVAL_FRAMES; n += 1) seat.take(down(n));
    seat.send('a');
    seat.send('b');
    expect(sent.slice(1)).to.deep.equal([
      { type: 'ack', ...NAMES, n: ACK_INTERVAL_FRAMES },
      { type: 'ack', ...NAMES, n: 2 * ACK_INTERVAL_FRAMES },
      { type: 'up', ...NAMES, n: 1, text: 'a' },
      { type: 'up', ...NAMES, n: 2, text: 'b' },
    ]);
  });

  it('TB20 a seat whose frames are not acknowledged ends, and one whose are does not', () => {
    const sent: TabMessage[] = [];
    const send = (message: TabMessage): void => void sent.push(message);
    let stalls = 0;
    const seat = new RemoteSeat({ ...NAMES, send, stalled: () => (stalls += 1) });
    for (let n = 1; n <= UNACKED_FRAMES_MAX; n += 1) seat.deliver('frame');
    seat.acknowledge(1);
    seat.deliver('one more');
    expect([stalls, sent.length]).to.deep.equal([0, UNACKED_FRAMES_MAX + 1]);
    seat.deliver('too many');
    seat.deliver('too late');
    expect(stalls).to.equal(1);
    expect(sent.at(-1)).to.deep.equal({ type: 'over', ...NAMES, reason: 'moved' });
    expect(sent).to.have.lengthOf(UNACKED_FRAMES_MAX + 2);
  });

  it('TB12 a frame of a follower that was lost is noticed by the number of the next', () => {
    const seat = new RemoteSeat({ ...NAMES, send: () => 0, stalled: () => 0 });
    expect([1, 2, 4].map((n) => seat.isNext(n))).to.deep.equal([true, true, false]);
  });
});

/** A tab that says what a test tells it to, and has no client. */
function puppet(world: SharedWorld) {
  const tabs = world.profile.open({ id: 'puppet', timeline: world.time.page(), isVisible: false });
  const say = (message: TabMessage, to?: string): void => {
    tabs.send(writeMessage(message), to);
  };
  return { tabs, say };
}

/** A puppet that has asked who leads, and what it has heard since. */
async function puppetThatAsked(world: SharedWorld) {
  const { tabs, say } = puppet(world);
  const heard: string[] = [];
  tabs.onMessage((message) => heard.push(message.split('\n')[0] ?? ''));
  say({ type: 'seek' });
  await world.time.pass(20);
  const reign = /"reign":"(\w+)"/.exec(heard[0] ?? '')?.[1] ?? '';
  return { heard, say, reign };
}

function phasesOf(tabs: readonly Tab[]): readonly number[] {
  return tabs.map(({ phases }) => phases.length);
}

describe('core/client tabs: strange messages', () => {
  it('TB16 who says that it leads is not believed beside a leader of a higher term, nor of an unknown one', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    const before = phasesOf(world.followers);
    const { say } = puppet(world);
    for (const term of [0, 1]) say({ type: 'lead', reign: 'of the past', term });
    say({ type: 'ended', reign: 'of the past' });
    await world.time.pass(3_000);
    expect(phasesOf(world.followers)).to.deep.equal(before);
    expect(world.server.opened).to.equal(1);
  });

  it('TB16 a reign that has ended is not believed again, whatever it says', async () => {
    const world = new SharedWorld();
    await world.opened(3);
    const { say, reign } = await puppetThatAsked(world);
    const old = world.leader;
    old.client.stop();
    old.transport.leave();
    await world.time.pass(1_000);
    const [follower] = world.followers.filter((tab) => tab !== old);
    const before = follower?.phases.length;
    say({ type: 'lead', reign, term: 99 });
    await world.time.pass(3_000);
    expect(follower?.phases.length).to.equal(before);
    expect(follower?.client.state.connection.phase).to.equal('online');
  });

  it('TB20 a tab has one seat: the next one that it opens ends the one before, and an unknown one is told', async () => {
    const world = new SharedWorld();
    const [leader] = await world.opened(1);
    const { heard, say, reign } = await puppetThatAsked(world);
    for (const seat of ['a', 'b']) say({ type: 'open', reign, seat });
    await world.time.pass(20);
    expect(leader?.transport.counts?.seats).to.equal(2);
    heard.length = 0;
    say({ type: 'up', reign, seat: 'a', n: 1, text: '{}' });
    say({ type: 'open', reign: 'another', seat: 'c' });
    await world.time.pass(20);
    expect(heard.map((text) => JSON.parse(text) as unknown)).to.deep.equal([
      { type: 'over', reign, seat: 'a', reason: 'moved' },
      { type: 'ended', reign: 'another' },
    ]);
  });
});

describe('core/client tabs: what is kept for tabs', () => {
  it('TB20 a ring that misses a run begins anew after the hole', () => {
    const log = new RoomLog();
    for (let post = 0; post < 5; post += 1) log.add({ do: 'post', by: 2 });
    const ring = new RunRing(EPOCH, 1);
    ring.add(log.run(2, 3), 'first');
    ring.add(log.run(2, 3), 'again');
    expect(ring.after(2)?.map(({ text }) => text)).to.deep.equal(['first']);
    ring.add(log.run(5, 6), 'second');
    expect([ring.after(3), ring.after(7)]).to.deep.equal([null, null]);
    expect(ring.after(4)?.map(({ text }) => text)).to.deep.equal(['second']);
    expect(ring.head).to.equal(6);
  });

  it('TB19 heads only rise, are told once per half second, and the oldest are forgotten', async () => {
    const time = new VirtualTime();
    const told: string[] = [];
    const clock = new SimulatedClock({ timeline: time.page(), wallStart: 0 });
    const heads = new KnownHeads(clock, (frame) => told.push(JSON.stringify(frame.heads)));
    const [one, two] = [1 as RoomId, 2 as RoomId];
    heads.learn({ type: 'heads', heads: [headOf(one, 5), headOf(two, 1)] });
    heads.moved(one, posts(4, 4));
    await time.pass(1_000);
    expect(told).to.deep.equal([]);
    heads.moved(one, posts(5, 6));
    heads.moved(two, posts(2, 2));
    heads.moved(one, posts(7, 7));
    await time.pass(500);
    const newest = { seq: 7, authorId: 1, otherSeq: 0 };
    expect(JSON.parse(told[0] ?? '')).to.deep.equal([
      [2, 2, { ...newest, seq: 2 }],
      [1, 7, newest],
    ]);
    for (let room = 3; room <= KNOWN_HEADS_MAX + 1; room += 1) {
      heads.learn({ type: 'heads', heads: [headOf(room as RoomId, 1)] });
    }
    expect(heads.size).to.equal(KNOWN_HEADS_MAX);
    heads.forget();
    await time.pass(1_000);
    expect(told).to.have.lengthOf(1);
  });

  it('TB19 what is newest of a room is told as it is after snapshots, gaps and deletions', async () => {
    const time = new VirtualTime();
    const told: RoomHead[][] = [];
    const clock = new SimulatedClock({ timeline: time.page(), wallStart: 0 });
    const heads = new KnownHeads(clock, ({ heads: some }) => void told.push([...some]));
    const room = { id: 1 as RoomId, name: 'Room', kind: 'open', creatorId: 1 as UserId } as const;
    const state = { kind: 'room', room: { ...room, changedAt: 1 }, messages: [] } as const;
    const members = { count: 1, digest: '' };
    const latest = { seq: 3, authorId: 2 as UserId, otherSeq: 2 };
    heads.moved(room.id, posts(2, 2));
    heads.reset({ ...state, olderExist: false, members, latest }, 3);
    heads.moved(room.id, posts(5, 5));
    await time.pass(500);
    expect(told.splice(0), 'a run after a gap says nothing').to.deep.equal([[[1, 3, latest]]]);
    heads.moved(room.id, posts(3, 4));
    await time.pass(500);
    expect(told.splice(0)).to.deep.equal([[[1, 4, { seq: 4, authorId: 1, otherSeq: 3 }]]]);
    const [event] = posts(5, 5).events;
    const data = JSON.stringify({ messageId: 1, latest });
    const events = [{ ...(event ?? expect.fail()), kind: 'message.deleted', data }];
    heads.moved(room.id, { ...posts(5, 5), events });
    await time.pass(500);
    expect(told).to.deep.equal([[[1, 5, latest]]]);
    expect(heads.all).to.deep.equal({ type: 'heads', heads: [[1, 5, latest]] });
  });
});

function headOf(roomId: RoomId, seq: number): RoomHead {
  return [roomId, seq, NOTHING_POSTED];
}

/** A run of messages of one person. */
function posts(from: number, to: number): RunFrame {
  const events = Array.from({ length: to - from + 1 }, (_, index) => ({
    seq: from + index,
    at: 0,
    actor: 1 as UserId,
    kind: 'message.posted',
    data: '{"messageId":1,"revision":1,"clientMessageId":null}',
  }));
  return { type: 'run', stream: 'room:1', from, to, events, people: [], digest: '0'.repeat(32) };
}
