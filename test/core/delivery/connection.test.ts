import { expect } from 'chai';
import type { Command } from '../../../core/vocabulary/commands.js';
import { done, refused } from '../../../core/vocabulary/errors.js';
import type { ProfileId } from '../../../core/vocabulary/fence.js';
import type { ClientMessageId, RoomId } from '../../../core/vocabulary/ids.js';
import type { Caller } from '../../../ports/auth.js';
import { FakeSocket } from './fake-socket.js';
import { eventually, Kit, NOTHING, settle } from './kit.js';
import { View } from './view.js';

const POST: Command = {
  name: 'post',
  roomId: 1 as RoomId,
  clientMessageId: 'mine' as ClientMessageId,
  body: 'Hello',
};

describe('a connection', () => {
  let kit: Kit;

  beforeEach(async () => {
    kit = await Kit.open();
  });
  afterEach(() => kit.close());

  it('DL20 hello is answered with welcome: the protocol, the epoch and who one is', async () => {
    const socket = await kit.connect();
    const [welcome] = socket.frames;
    expect(welcome).to.deep.include({ type: 'welcome', protocol: 1, pingIntervalMs: 15_000 });
    expect(welcome?.type === 'welcome' && welcome.me).to.deep.equal({
      id: kit.caller.userId,
      name: 'Alice',
      role: 'administrator',
      version: 1,
    });
  });

  it('DL20 whoever has no session is told so in one frame, and closed', async () => {
    const socket = kit.accept(null);
    expect(socket.frames).to.have.lengthOf(1);
    expect(socket.of('refused')[0]).to.include({ code: 'unauthenticated', retryAfterMs: null });
    expect(socket.closedAs).to.equal('unauthenticated');
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
  });

  it('DL20 a session that ended before hello is refused', async () => {
    await kit.household.sessions.signOut(kit.caller);
    const socket = kit.accept();
    kit.hello(socket);
    await eventually('the refusal', () => socket.closedAs !== null);
    expect(socket.closedAs).to.equal('unauthenticated');
    expect(kit.delivery.stats().connections).to.equal(0);
  });

  const first: readonly (readonly [string, string])[] = [
    ['another frame than hello', '{"type":"ping","n":1}'],
    ['a text that is no frame', 'hello'],
    ['a frame with a spoiled field', '{"type":"hello","protocol":"one","client":"x"}'],
  ];
  for (const [title, text] of first) {
    it(`DL21 ${title} is a violation of the protocol, and the next connection works`, async () => {
      const socket = kit.accept();
      socket.sayText(text);
      expect(socket.of('refused')[0]?.code).to.equal('protocol_violation');
      expect(socket.closedAs).to.equal('protocol_violation');
      await kit.connect();
    });
  }

  it('DL21 a malformed frame ends a connection at any time, and says where it is wrong', async () => {
    const socket = await kit.follow();
    socket.sayText('{"type":"join","stream":"kitchen","position":null}');
    expect(socket.of('refused')[0]?.message).to.include('stream');
    await settle();
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
    await kit.connect();
  });

  it('DL21 a socket that has something malformed for us as soon as it is heard is not held', async () => {
    const socket = new FakeSocket(kit.clock);
    const listen = socket.listen.bind(socket);
    socket.listen = (events) => {
      listen(events);
      events.frame('{"type":"ping"');
    };
    kit.delivery.accept(socket, kit.caller, '192.0.2.1');
    await settle();
    expect(socket.of('refused')[0]?.code).to.equal('protocol_violation');
    expect(kit.delivery.stats()).to.deep.equal(NOTHING);
  });

  it('DL21 hello is said once', async () => {
    const socket = await kit.connect();
    kit.hello(socket);
    expect(socket.closedAs).to.equal('protocol_violation');
  });

  it('DL21 a connection that says nothing is closed after 10 s', async () => {
    const socket = kit.accept();
    kit.clock.advance(9_900);
    expect(socket.closedAs).to.equal(null);
    kit.clock.advance(1_100);
    expect(socket.closedAs).to.equal('protocol_violation');
  });

  it('DL22 a protocol that is not spoken is refused with the side that must be updated', async () => {
    for (const [protocol, code, side] of [
      [0, 'client_too_old', 'client'],
      [2, 'server_too_old', 'server'],
    ] as const) {
      const socket = kit.accept();
      socket.say({ type: 'hello', protocol, client: 'x' });
      expect(socket.closedAs).to.equal(code);
      expect(socket.of('refused')[0]?.message).to.include(`Update the ${side}`);
    }
  });

  it('DL23 frames that come before welcome are acted on after it, up to a bound', async () => {
    const socket = kit.accept();
    kit.hello(socket);
    socket.say({ type: 'join', stream: kit.room, position: null });
    await eventually('live', () => socket.of('live').length > 0);
    expect(socket.frames.map(({ type }) => type)).to.deep.equal([
      'welcome',
      'heads',
      'reset',
      'live',
    ]);
    const hasty = kit.accept();
    kit.hello(hasty);
    for (let n = 0; n < 17; n += 1) hasty.say({ type: 'ping', n });
    expect(hasty.closedAs).to.equal('protocol_violation');
  });

  it('DL24 a ping is answered', async () => {
    const socket = await kit.connect();
    socket.say({ type: 'ping', n: 41 });
    expect(socket.of('pong')).to.deep.equal([{ type: 'pong', n: 41, heads: [] }]);
  });

  it('DL24 a pong says how far each stream is that is followed in full, sent or not', async () => {
    const socket = await kit.follow();
    const [live] = socket.of('live');
    const head = live?.seq ?? 0;
    await kit.post('one more');
    await eventually('the run', () => socket.of('run').length > 0);
    socket.say({ type: 'ping', n: 1 });
    expect(socket.of('pong')[0]?.heads).to.deep.equal([[kit.room, head + 1]]);
    socket.say({ type: 'leave', stream: kit.room });
    socket.say({ type: 'ping', n: 2 });
    expect(socket.of('pong')[1]?.heads).to.deep.equal([]);
    socket.say({ type: 'join', stream: kit.room, position: null });
    socket.say({ type: 'ping', n: 3 });
    expect(socket.of('pong')[2]?.heads, 'a join that is under way').to.deep.equal([]);
  });

  it('DL24 a client that is silent for three ping intervals is closed, and may come back', async () => {
    const socket = await kit.connect();
    for (let round = 0; round < 5; round += 1) {
      kit.clock.advance(40_000);
      await settle();
      socket.say({ type: 'ping', n: round });
    }
    expect(socket.closedAs).to.equal(null);
    kit.clock.advance(46_000);
    expect(socket.closedAs).to.equal('deadline_exceeded');
  });

  it('TE7 the fence of a frame goes with its command', async () => {
    const callers: Caller[] = [];
    const fenced = await Kit.open({
      execute: (caller) => {
        callers.push(caller);
        return Promise.resolve(refused('stale_lease', 'Another tab has taken over.'));
      },
    });
    const socket = await fenced.connect();
    const fence = { profile: 'browser1' as ProfileId, term: 4 };
    const command = { name: 'lead', profile: fence.profile } as const;
    socket.say({ type: 'command', id: 1, command, fence });
    socket.say({ type: 'command', id: 2, command });
    await eventually('both', () => socket.of('answer').length === 2);
    const { userId, sessionId } = fenced.household.alice.caller;
    expect(callers).to.deep.equal([
      { userId, sessionId, fence },
      { userId, sessionId },
    ]);
    await fenced.close();
  });

  it('DL25 a command is answered with its outcome after its commit, and its event comes to everybody', async () => {
    const socket = await kit.follow();
    const command = { ...POST, roomId: kit.household.allTalk };
    socket.say({ type: 'command', id: 7, command });
    await eventually('the answer', () => socket.of('answer').length > 0);
    const [answer] = socket.of('answer');
    expect(answer).to.deep.include({ id: 7, name: 'post' });
    expect(answer?.outcome.ok && answer.outcome.value).to.include({ seq: 2, result: 'stored' });
    await eventually('the event', () => new View(kit.room).take(socket.frames).seq === 2);
  });

  it('DL25 a refusal is an answer too', async () => {
    const socket = await kit.connect();
    socket.say({ type: 'command', id: 1, command: { ...POST, roomId: 99 as RoomId } });
    await eventually('the answer', () => socket.of('answer').length > 0);
    expect(socket.of('answer')[0]?.outcome).to.have.nested.property('refusal.code', 'not_found');
  });

  it('DL26 connections past the bound of a person are refused, and those that are there notice nothing', async () => {
    const one = await kit.connect();
    const others = Array.from({ length: 63 }, () => kit.accept());
    const last = kit.accept();
    expect(last.closedAs).to.equal('limit_exceeded');
    expect(last.of('refused')[0]?.retryAfterMs).to.equal(5_000);
    expect([one.closedAs, others[0]?.closedAs]).to.deep.equal([null, null]);
    others[0]?.hangUp();
    expect(kit.accept().closedAs).to.equal(null);
  });

  it('DL27 a session that ends takes its sockets with it at once, and no other', async () => {
    const other = await kit.household.sessions.signIn({
      email: 'alice@example.com',
      password: 'hearth and home',
      address: '192.0.2.1',
      userAgent: null,
    });
    if (!other.ok) throw new Error(other.refusal.message);
    const mine = await kit.follow();
    const also = await kit.follow();
    const theirs = await kit.follow(kit.room, null, other.value.caller);
    await kit.household.sessions.signOut(kit.caller);
    kit.broadcast.publish({ kind: 'sessionEnded', sessionId: kit.caller.sessionId! });
    expect([mine.closedAs, also.closedAs, theirs.closedAs]).to.deep.equal(['reset', 'reset', null]);
    await settle();
    expect(kit.delivery.stats()).to.include({ connections: 1, sessions: 1, subscriptions: 1 });
  });

  it('DL27 a session whose end was not told is found within seconds', async () => {
    const socket = await kit.connect();
    await kit.household.sessions.signOut(kit.caller);
    for (let second = 0; second < 6; second += 1) {
      kit.clock.advance(1_000);
      await settle();
    }
    expect(socket.closedAs).to.equal('unauthenticated');
  });

  it('DL27 a session that runs out is ended by the clock', async () => {
    const socket = await kit.connect();
    kit.clock.wall += 91 * 24 * 60 * 60 * 1_000;
    kit.clock.advance(6_000);
    await eventually('the end', () => socket.closedAs !== null);
    expect(socket.closedAs).to.equal('unauthenticated');
  });

  it('DL27 nothing is read for a session that has ended', async () => {
    const socket = await kit.connect();
    await kit.household.sessions.signOut(kit.caller);
    socket.say({ type: 'join', stream: kit.room, position: null });
    await eventually('the end', () => socket.closedAs !== null);
    expect(socket.closedAs).to.equal('unauthenticated');
    expect(socket.of('reset')).to.have.lengthOf(0);
  });
});

describe('a connection with small bounds', () => {
  let kit: Kit;
  afterEach(() => kit.close());

  it('DL26 connections past the bound of the process are refused as busy, with a time to come back', async () => {
    kit = await Kit.open({ limits: { connectionsMax: 2 } });
    const first = await kit.connect();
    await kit.connect();
    const third = kit.accept();
    expect(third.closedAs).to.equal('busy');
    expect(third.of('refused')[0]?.retryAfterMs).to.equal(5_000);
    expect(first.closedAs).to.equal(null);
  });

  it('DL28 commands past the bound of a connection are answered busy, and nothing happened', async () => {
    const waiting: (() => void)[] = [];
    let executed = 0;
    kit = await Kit.open({
      limits: { commandsPerConnectionMax: 2, commandsMax: 3 },
      execute: async () => {
        executed += 1;
        await new Promise<void>((resolve) => waiting.push(resolve));
        return done({ roomId: 1 as RoomId, seq: 1 });
      },
    });
    const [one, other] = [await kit.connect(), await kit.connect()];
    for (const id of [1, 2, 3]) one.say({ type: 'command', id, command: POST });
    for (const id of [1, 2]) other.say({ type: 'command', id, command: POST });
    await settle();
    const refused = (socket: typeof one) =>
      socket.of('answer').map(({ id, outcome }) => [id, !outcome.ok && outcome.refusal.code]);
    expect([refused(one), refused(other)]).to.deep.equal([[[3, 'busy']], [[2, 'busy']]]);
    expect(executed).to.equal(3);
    expect(kit.delivery.stats().commandsOutstanding).to.equal(3);
    for (const go of waiting) go();
    await eventually(
      'the answers',
      () => one.of('answer').length === 3 && other.of('answer').length === 2,
    );
    expect(kit.delivery.stats().commandsOutstanding).to.equal(0);
  });

  it('DL28 a command that fails by a defect is answered internal, and logged', async () => {
    kit = await Kit.open({ execute: () => Promise.reject(new Error('a defect with a secret')) });
    const socket = await kit.connect();
    socket.say({ type: 'command', id: 1, command: POST });
    await eventually('the answer', () => socket.of('answer').length > 0);
    expect(JSON.stringify(socket.frames)).to.include('internal').and.not.include('secret');
    expect(kit.notes.errors).to.deep.equal(['command post failed']);
  });

  it('DL29 answers wait for a full socket in a bounded queue; past it the connection ends', async () => {
    kit = await Kit.open({ limits: { queuedFramesMax: 3 } });
    const socket = await kit.follow();
    socket.freeze();
    for (let index = 0; index < 4; index += 1) await kit.post('x'.repeat(30 * 1024));
    await eventually('full', () => socket.bufferedBytes() > 64 * 1024);
    for (const n of [1, 2, 3]) socket.say({ type: 'ping', n });
    expect(socket.closedAs).to.equal(null);
    expect(kit.delivery.stats().queuedFrames).to.equal(3);
    socket.thaw();
    expect(socket.of('pong').map(({ n }) => n)).to.deep.equal([1, 2, 3]);
    socket.freeze();
    await kit.post('x'.repeat(30 * 1024));
    for (let index = 0; index < 4; index += 1) await kit.post('x'.repeat(30 * 1024));
    await eventually('full', () => socket.bufferedBytes() > 64 * 1024);
    for (const n of [4, 5, 6, 7]) socket.say({ type: 'ping', n });
    expect(socket.closedAs).to.equal('busy');
  });
});
