import { expect } from 'chai';
import fc from 'fast-check';
import { backoffMs } from '../../../core/client/backoff.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { positionAt } from '../../../core/vocabulary/position.js';
import { ACCOUNT, ME, Play } from './play.js';
import { EPOCH, person, ROOM, RoomLog } from './room-log.js';

/** A client that is online, has loaded its outbox and has looked at nothing yet. */
function online(): Play {
  return new Play()
    .connect()
    .load()
    .frame(...ACCOUNT);
}

describe('core/client connection', () => {
  it('CN1 says hello when the channel opens, and is online only with the welcome', () => {
    const play = new Play().take({ type: 'start' });
    expect(play.took('connect')).to.deep.equal([{ type: 'connect', channel: 1 }]);
    expect(play.state.connection.phase).to.equal('connecting');
    play.take({ type: 'opened', channel: 1 });
    expect(play.state.connection.phase).to.equal('greeting');
    expect(play.sent('hello')).to.deep.equal([{ type: 'hello', protocol: 1, client: 'test' }]);
    expect(play.sent('join')).to.deep.equal([]);
    play.connect();
    expect(play.state.connection.phase).to.equal('online');
    expect(play.state.me?.id).to.equal(ME);
  });

  it('CN2 joins the account and every open room, each from the position that it kept', () => {
    const log = new RoomLog();
    const play = online().take({ type: 'openRoom', roomId: ROOM });
    play.frame(log.reset(), log.live()).sent('join');
    play.lose().pass(2_000).connect();
    expect(play.sent('join')).to.deep.equal([
      { type: 'join', stream: 'account', position: positionAt(EPOCH, 0, '0'.repeat(64)) },
      { type: 'join', stream: 'user:1', position: positionAt(EPOCH, 0, '0'.repeat(64)) },
      { type: 'join', stream: 'room:1', position: positionAt(EPOCH, 1, log.digestAt(1)) },
    ]);
  });

  it('CN3 the first wait is 0.3 to 1 s, later ones grow to 30 s at most, and all are drawn', () => {
    fc.assert(
      fc.property(
        fc.nat(2_000),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (attempt, chance) => {
          const wait = backoffMs(attempt, chance);
          expect(wait).to.be.within(300, attempt === 0 ? 1_000 : 30_000);
        },
      ),
    );
    expect(backoffMs(9, 0)).to.equal(300);
    expect(backoffMs(9, 0.99)).to.be.above(29_000);
  });

  it('CN3 each failure makes the wait longer, and a connection that stood makes it short again', () => {
    const play = new Play().take({ type: 'start' });
    play.fraction = 0.999;
    const waits: number[] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      play.take({ type: 'closed', channel: play.channel, reason: 'retry' });
      const { connection } = play.state;
      const wait = connection.phase === 'waiting' ? connection.retryAt - play.mono : 0;
      waits.push(wait);
      play.pass(wait);
    }
    expect(waits.map((ms) => Math.round(ms / 1_000))).to.deep.equal([1, 2, 4, 8, 16, 30, 30]);
    play.connect().pass(10_000).lose();
    const { connection } = play.state;
    expect(connection.phase === 'waiting' && connection.retryAt - play.mono).to.be.below(1_001);
  });

  it('CN3 the wait that the server asks for is honoured', () => {
    const play = new Play().take({ type: 'start' }).take({ type: 'opened', channel: 1 });
    const refusal = { code: 'busy', message: 'Too many.', retryAfterMs: 5_000 } as const;
    play.frame({ type: 'refused', ...refusal }).lose();
    const { connection } = play.state;
    expect(connection).to.deep.include({ phase: 'waiting' });
    expect(connection.phase === 'waiting' && connection.retryAt - play.mono).to.be.within(
      5_000,
      6_000,
    );
    expect(connection.phase === 'waiting' && connection.refusal?.code).to.equal('busy');
  });

  it('CN4 a terminal end stays, says why, and only a person brings it back', () => {
    const play = online();
    play.frame({
      type: 'refused',
      code: 'unauthenticated',
      message: 'Signed out.',
      retryAfterMs: null,
    });
    play.take({ type: 'closed', channel: 1, reason: 'terminal' }).pass(600_000);
    expect(play.state.connection).to.deep.equal({
      phase: 'ended',
      refusal: { code: 'unauthenticated', message: 'Signed out.' },
    });
    play.took('connect');
    play.take({ type: 'woke' });
    expect(play.took('connect')).to.deep.equal([]);
    play.take({ type: 'reconnectNow' });
    expect(play.took('connect')).to.have.length(1);
  });

  it('CN5 pings each interval and gives up after two of silence', () => {
    const play = online();
    play.pass(24_999);
    expect(play.sent('ping')).to.deep.equal([]);
    play.pass(1);
    expect(play.sent('ping')).to.deep.equal([{ type: 'ping', n: 1 }]);
    play.pass(20_000).frame({ type: 'pong', n: 1, heads: [] }).pass(4_999);
    expect(play.sent('ping')).to.deep.equal([]);
    play.pass(1);
    expect(play.sent('ping'), 'whatever was heard').to.have.length(1);
    play.pass(44_999);
    expect(play.sent('ping')).to.have.length(1);
    expect(play.state.connection.phase).to.equal('online');
    play.pass(1);
    expect(play.took('close')).to.have.length(1);
    expect(play.state.connection.phase).to.equal('waiting');
  });

  it('CN5 the alarm goes off a few times an interval, whatever fractions the clock gives', () => {
    const times = fc.array(fc.double({ min: 0, max: 30_000, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(times, (pauses) => {
        const play = new Play().connect(person(ME), 333).load();
        for (const pause of pauses) {
          play.pass(pause);
          if (play.channel >= 0) play.frame({ type: 'pong', n: 1, heads: [] });
        }
        const total = pauses.reduce((sum, pause) => sum + pause, 0);
        expect(play.alarms).to.be.below((4 * total) / 333 + 20 * (pauses.length + 1));
      }),
    );
  });

  it('CN6 after a sleep an open connection must answer within 2 s', () => {
    const play = online();
    play.take({ type: 'woke' });
    expect(play.sent('ping')).to.have.length(1);
    play.pass(1_000).frame({ type: 'pong', n: 1, heads: [] }).pass(5_000);
    expect(play.state.connection.phase).to.equal('online');
    play.take({ type: 'woke' }).pass(1_999);
    expect(play.state.connection.phase).to.equal('online');
    play.took('connect');
    play.pass(1);
    expect(play.state.connection.phase).to.equal('connecting');
    expect(play.took('connect')).to.have.length(1);
  });

  it('CN6 waking ends a wait at once', () => {
    const play = online().lose();
    play.took('connect');
    play.take({ type: 'woke' });
    expect(play.took('connect')).to.have.length(1);
  });

  it('CN7 after goaway nothing new is sent, and the client comes back in its slot', () => {
    const play = online();
    play.frame({ type: 'goaway', reconnectAfterMs: 4_000 });
    play.take({ type: 'createRoom', key: 'key-1' as never, name: 'Garden' });
    expect(play.sent('command')).to.deep.equal([]);
    play.pass(1_000).lose();
    const { connection } = play.state;
    expect(connection.phase === 'waiting' && connection.retryAt - play.mono).to.equal(3_000);
    play.pass(3_000).connect();
    expect(play.sent('command')).to.have.length(1);
  });

  it('CN7 a server that does not close by the slot is left', () => {
    const play = online().frame({ type: 'goaway', reconnectAfterMs: 4_000 });
    play.took('connect');
    play.pass(4_000);
    expect(play.took('close')).to.have.length(1);
    expect(play.took('connect')).to.have.length(1);
  });

  it('CN17 a connection that moved is replaced at once; one that moves again at once is waited for', () => {
    const play = online();
    play.took('connect');
    play.take({ type: 'closed', channel: play.channel, reason: 'moved' });
    expect(play.state.connection.phase).to.equal('connecting');
    expect(play.took('connect')).to.have.length(1);
    play.pass(199).take({ type: 'closed', channel: play.channel, reason: 'moved' });
    expect(play.state.connection.phase).to.equal('waiting');
    play.pass(1_000).connect();
    play.take({ type: 'closed', channel: play.channel, reason: 'moved' });
    expect(play.state.connection.phase).to.equal('connecting');
  });

  it('CN8 a greeting that takes more than 10 s is given up', () => {
    const play = new Play().take({ type: 'start' }).pass(9_999);
    expect(play.state.connection.phase).to.equal('connecting');
    play.pass(1);
    expect(play.state.connection.phase).to.equal('waiting');
    expect(play.took('close')).to.have.length(1);
  });

  it('CN9 what a channel says after it was left is not heard', () => {
    const play = online().lose().pass(1_000);
    play.take({ type: 'closed', channel: 1, reason: 'terminal' });
    play.take({ type: 'frame', channel: 1, frame: { type: 'goaway', reconnectAfterMs: 1 } });
    expect(play.state.connection.phase).to.equal('connecting');
    expect(play.state.link.leaveBy).to.equal(null);
  });

  it('CN10 a frame that cannot be read ends the connection, and the client comes back', () => {
    const play = online().take({ type: 'unreadable', channel: 1, reason: 'It is not JSON.' });
    expect(play.took('close')).to.have.length(1);
    const { connection } = play.state;
    expect(connection.phase === 'waiting' && connection.refusal).to.deep.equal({
      code: 'protocol_violation',
      message: 'It is not JSON.',
    });
  });

  it('CN11 nothing of one person passes to another', () => {
    const log = new RoomLog();
    log.add({ do: 'post', by: 2 });
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    play.take({ type: 'post', roomId: ROOM, id: 'mine' as never, body: 'hello' });
    play.take({ type: 'setDraft', roomId: ROOM, body: 'half' });
    play.take({ type: 'edit', key: 'k' as never, messageId: 101 as never, revision: 1, body: 'x' });
    play.lose().pass(2_000);
    play.took('putDraft');
    play.connect(person(9));
    const { me, rooms, outbox, drafts, people, account } = play.state;
    expect(me?.id).to.equal(9);
    expect([outbox, [...drafts], account, [...people.keys()]]).to.deep.equal([[], [], null, [9]]);
    expect(rooms.get(ROOM)?.timeline.messages).to.deep.equal([]);
    expect(play.took('commandSettled')[0]?.outcome).to.deep.include({ ok: false });
    expect(play.took('load').at(-1)).to.deep.equal({ type: 'load', userId: 9 });
    expect(
      play
        .sent('join')
        .slice(-2)
        .map(({ position }) => position),
    ).to.deep.equal([null, null]);
    // What the device answers about the first person is no longer listened to.
    play.take({ type: 'kept', userId: ME, id: 'mine' as never });
    expect(play.state.outbox).to.deep.equal([]);
  });

  it('CN12 a ninth open room closes the one that was opened first', () => {
    const play = online();
    for (let id = 1; id <= 9; id += 1) play.take({ type: 'openRoom', roomId: id as RoomId });
    expect(play.sent('leave')).to.deep.equal([{ type: 'leave', stream: 'room:1' }]);
    const open = [...play.state.rooms.values()].filter(({ openedOrder }) => openedOrder !== null);
    expect(open).to.have.length(8);
  });

  it('CN12 of closed rooms the 16 newest are kept', () => {
    const play = online();
    for (let id = 1; id <= 40; id += 1) play.take({ type: 'openRoom', roomId: id as RoomId });
    expect([...play.state.rooms.keys()]).to.have.length(24);
    expect(play.state.rooms.has(17 as RoomId)).to.equal(true);
  });

  it('CN13 stopping ends the connection, the alarm and every wait', () => {
    const play = online().take({ type: 'setDraft', roomId: ROOM, body: 'half' });
    play.take({ type: 'createRoom', key: 'k' as never, name: 'Garden' }).take({ type: 'stop' });
    expect(play.state.connection.phase).to.equal('idle');
    expect(play.state.alarmAt).to.equal(null);
    expect(play.took('close')).to.have.length(1);
    expect(play.took('putDraft')).to.have.length(1);
    expect(play.took('commandSettled')).to.have.length(1);
  });
});
