import { expect } from 'chai';
import {
  LEAD_ATTEMPTS_MAX,
  LEAD_RETRY_MS,
  RELAYED_COMMANDS_MAX,
  SEATS_MAX,
} from '../../../../core/client/tabs/limits.js';
import type { PostCommand } from '../../../../core/vocabulary/commands.js';
import { done, refused } from '../../../../core/vocabulary/errors.js';
import type { ClientMessageId, MessageId } from '../../../../core/vocabulary/ids.js';
import { ROOM } from '../room-log.js';
import { FOLLOWED_ROOMS_MAX } from '../../../../core/vocabulary/limits.js';
import { RelayBench } from './relay-bench.js';
import { NOTHING_POSTED } from '../../../../core/vocabulary/reading.js';

const POST: PostCommand = {
  name: 'post',
  roomId: ROOM,
  clientMessageId: 'a' as ClientMessageId,
  body: 'hello',
};
const POSTED = done({
  messageId: 1 as MessageId,
  roomId: ROOM,
  seq: 2,
  at: 0,
  result: 'stored',
} as const);

describe('core/client tabs: relay', () => {
  it('TB13 commands go under numbers of the relay, with the fence, and answers come back under their own', async () => {
    const bench = new RelayBench();
    const seats = await bench.greeted(2, 7);
    for (const seat of seats) seat.say({ type: 'command', id: 1, command: POST });
    const sent = bench.sent('command');
    expect(sent.map(({ fence }) => fence)).to.deep.equal([
      { profile: 'profile', term: 7 },
      { profile: 'profile', term: 7 },
    ]);
    expect(new Set(sent.map(({ id }) => id)).size).to.equal(2);
    bench.say({ type: 'answer', id: sent[1]?.id ?? 0, name: 'post', outcome: POSTED });
    expect(seats.map((seat) => seat.took())).to.deep.equal([[], ['answer 1 ok']]);
  });

  it('TB13 a reconnect of the same reign says the same term, without asking again', async () => {
    const bench = new RelayBench();
    await bench.greeted(1, 7);
    bench.close('retry');
    const [seat] = await bench.greeted(1, 8);
    seat?.say({ type: 'command', id: 1, command: POST });
    const [sent, ...more] = bench.sent('command');
    expect(sent?.fence?.term).to.equal(7);
    expect(more).to.deep.equal([]);
    expect(bench.told).to.deep.equal(['serving', 'serving']);
  });

  it('TB13 in a new session a reign is numbered anew', async () => {
    const bench = new RelayBench();
    await bench.greeted(1, 7);
    bench.close('terminal');
    const [seat] = await bench.greeted(1, 1);
    seat?.say({ type: 'command', id: 1, command: POST });
    expect(bench.sent('command').map(({ fence }) => fence?.term)).to.deep.equal([1]);
  });

  it('TB13 a reign that cannot be numbered now is asked for again, and after some tries the connection is given up', async () => {
    const bench = new RelayBench();
    const seat = bench.seat();
    bench.hello();
    for (let attempt = 1; attempt <= LEAD_ATTEMPTS_MAX; attempt += 1) {
      expect(seat.end, `attempt ${attempt}`).to.equal(null);
      await bench.time.pass(LEAD_RETRY_MS);
      const [lead] = bench.sent('command');
      const outcome = refused('busy', 'Wait.');
      bench.say({ type: 'answer', id: lead?.id ?? 0, name: 'lead', outcome });
      await bench.time.pass(0);
    }
    expect([seat.end, bench.closed, bench.told]).to.deep.equal(['retry', 1, []]);
  });

  it('TB17 a connection that is not welcomed within 10 s is given up, and everyone who waits is told', async () => {
    const bench = new RelayBench();
    const seats = [bench.seat(), bench.seat()];
    await bench.time.pass(9_999);
    expect(seats.map(({ end }) => end)).to.deep.equal([null, null]);
    await bench.time.pass(1);
    expect(seats.map(({ end }) => end)).to.deep.equal(['retry', 'retry']);
    bench.hello();
    expect(seats[0]?.took()).to.deep.equal([]);
  });

  it('TB16 a stale term ends the relay: nobody hears the answer, everyone is told to move', async () => {
    const bench = new RelayBench();
    const seats = await bench.greeted(2);
    seats[0]?.say({ type: 'command', id: 1, command: POST });
    const id = bench.sent('command').at(-1)?.id ?? 0;
    const outcome = refused('stale_lease', 'Another tab has taken over.');
    bench.say({ type: 'answer', id, name: 'post', outcome });
    expect(seats.map(({ end }) => end)).to.deep.equal(['moved', 'moved']);
    expect(seats[0]?.took()).to.deep.equal([]);
    expect([bench.closed, bench.told]).to.deep.equal([1, ['serving', 'deposed']]);
  });

  it('TB17 what the server says before it ends a connection reaches every tab, and so does the end', async () => {
    for (const reason of ['retry', 'terminal'] as const) {
      const bench = new RelayBench();
      const seats = await bench.greeted(3);
      const refusal = { code: 'unauthenticated', message: 'Sign in again.' } as const;
      bench.say({ type: 'refused', ...refusal, retryAfterMs: null });
      bench.close(reason);
      for (const seat of seats)
        expect([seat.took(), seat.end]).to.deep.equal([['refused'], reason]);
      expect(bench.relay.counts.seats).to.equal(0);
    }
  });

  it('TB17 a refusal in place of a welcome reaches those who wait for it', async () => {
    const bench = new RelayBench();
    const seats = [bench.seat(), bench.seat()];
    bench.events?.opened();
    const refusal = { code: 'client_too_old', message: 'Load the page again.' } as const;
    bench.say({ type: 'refused', ...refusal, retryAfterMs: null });
    bench.close('terminal');
    await bench.time.pass(0);
    for (const seat of seats)
      expect([seat.took(), seat.end]).to.deep.equal([['refused'], 'terminal']);
  });

  it('TB17 a server that is about to stop tells every tab; the first that comes back brings all along', async () => {
    const bench = new RelayBench();
    const seats = await bench.greeted(2);
    bench.say({ type: 'goaway', reconnectAfterMs: 100 });
    for (const seat of seats) expect(seat.took()).to.deep.equal(['goaway']);
    const [first, second] = seats;
    if (first !== undefined) bench.relay.leave(first);
    expect(second?.end).to.equal(null);
    const back = bench.seat();
    expect([second?.end, bench.connections, bench.closed]).to.deep.equal(['moved', 2, 1]);
    await bench.welcome();
    expect(back.took()).to.deep.equal(['welcome']);
  });

  it('TB18 pings are answered by the server, each under the number of its tab, with the heads that it follows', async () => {
    const bench = new RelayBench();
    const seats = await bench.greeted(2);
    seats[1]?.join(bench.at(1));
    bench.say(bench.log.live());
    seats[1]?.took();
    for (const seat of seats) seat.say({ type: 'ping', n: 4 });
    const heads = [
      ['account', 0],
      ['room:1', 9],
    ] as const;
    for (const { n } of bench.sent('ping')) bench.say({ type: 'pong', n, heads });
    expect(seats.map((seat) => seat.took())).to.deep.equal([['pong 4'], ['pong 4 room:1:9']]);
  });

  it('TB18 a tab that goes for want of an answer shows that the connection is dead: all get a new one', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say({ type: 'ping', n: 1 });
    await bench.time.pass(1_999);
    bench.say({ type: 'heads', heads: [] });
    first?.say({ type: 'ping', n: 2 });
    await bench.time.pass(2_000);
    if (first !== undefined) bench.relay.leave(first);
    expect([second?.end, bench.closed]).to.deep.equal(['moved', 1]);
  });

  it('TB19 tabs are told how far rooms are that only others follow, also those that come later', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    bench.say({ type: 'heads', heads: [[ROOM, 1, NOTHING_POSTED]] });
    first?.join(bench.at(1));
    bench.say(bench.log.live());
    bench.post(2);
    expect(second?.took()).to.deep.equal(['heads 1:1']);
    await bench.time.pass(500);
    expect(second?.took()).to.deep.equal(['heads 1:3']);
    const late = bench.seat();
    expect(late.took()).to.deep.equal(['welcome', 'heads 1:3']);
  });

  it('TB19 a tab that is still being greeted is told with its welcome, and nothing before it', async () => {
    const bench = new RelayBench();
    const seat = bench.seat();
    bench.hello();
    bench.say({ type: 'heads', heads: [[ROOM, 1, NOTHING_POSTED]] });
    expect(seat.took()).to.deep.equal([]);
    await bench.time.pass(0);
    const [lead] = bench.sent('command');
    bench.say({ type: 'answer', id: lead?.id ?? 0, name: 'lead', outcome: done({ term: 1 }) });
    await bench.time.pass(0);
    expect(seat.took()).to.deep.equal(['welcome', 'heads 1:1']);
  });

  it('TB20 a tab that does not fit is told to connect by itself', async () => {
    const bench = new RelayBench();
    const seats = await bench.greeted(SEATS_MAX);
    expect(bench.seat().end).to.equal('apart');
    expect(seats.every(({ end }) => end === null)).to.equal(true);
    const [first, second, third] = seats;
    first?.join(null, 'account');
    first?.join(null, 'user:1');
    for (let room = 1; room <= FOLLOWED_ROOMS_MAX; room += 1) first?.join(null, `room:${room}`);
    second?.join(null, 'room:1');
    third?.join(null, 'room:99');
    expect([first?.end, second?.end, third?.end]).to.deep.equal([null, null, 'apart']);
    if (second !== undefined) bench.relay.leave(second);
    expect(bench.seat(2).end).to.equal('apart');
  });

  it('TB20 past so many commands under way the next is refused as busy', async () => {
    const bench = new RelayBench();
    const [seat] = await bench.greeted(1);
    for (let id = 1; id <= RELAYED_COMMANDS_MAX; id += 1) {
      seat?.say({ type: 'command', id, command: POST });
    }
    expect(seat?.took()).to.deep.equal([]);
    seat?.say({ type: 'command', id: 999, command: POST });
    expect(seat?.took()).to.deep.equal(['answer 999 busy']);
    expect(bench.relay.counts.commands).to.equal(RELAYED_COMMANDS_MAX);
  });

  it('TB20 what ends leaves nothing behind', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    for (const seat of [first, second]) seat?.join(null);
    first?.say({ type: 'command', id: 1, command: POST }, { type: 'ping', n: 1 });
    bench.say(bench.log.reset(), bench.log.live());
    bench.relay.close();
    const { seats, streams, ringRuns, commands } = bench.relay.counts;
    expect([seats, streams, ringRuns, commands]).to.deep.equal([0, 0, 0, 0]);
    expect([first?.end, second?.end]).to.deep.equal(['moved', 'moved']);
    expect(bench.seat().end).to.equal('moved');
    expect(bench.connections).to.equal(1);
  });
});
