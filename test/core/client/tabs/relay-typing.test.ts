import { expect } from 'chai';
import { RemoteSeat } from '../../../../core/client/tabs/remote-seat.js';
import { UNACKED_AT_SIGNALS_MAX } from '../../../../core/client/tabs/limits.js';
import type { TypingFrame, TypistFrame } from '../../../../core/vocabulary/frames.js';
import { TYPING_SHOWN_MS } from '../../../../core/vocabulary/typing.js';
import { person, ROOM } from '../room-log.js';
import { RelayBench, type HandSeat } from './relay-bench.js';

const START: TypingFrame = { type: 'typing', roomId: ROOM, act: 'start', fence: 1 };
const STOP: TypingFrame = { ...START, act: 'stop' };
const TYPIST: TypistFrame = { ...START, type: 'typist', person: person(2) };

/** A bench with so many seats that follow the room, and one that does not. */
async function live(seats: number): Promise<{ bench: RelayBench; all: readonly HandSeat[] }> {
  const bench = new RelayBench();
  const all = await bench.greeted(seats + 1);
  for (const seat of all.slice(0, seats)) {
    seat.join(null);
    bench.say(bench.log.reset(), bench.log.live());
    seat.took();
  }
  return { bench, all };
}

function said(bench: RelayBench): readonly string[] {
  return bench.sent('typing').map(({ act }) => act);
}

describe('core/client tabs: typing at the relay', () => {
  it('TY17 a stop goes to the server once none of the tabs says that its person types', async () => {
    const { bench, all } = await live(2);
    const [first, second] = all;
    first?.say(START);
    second?.say(START);
    first?.say(STOP);
    expect(said(bench)).to.deep.equal(['start', 'start']);
    second?.say(STOP, STOP);
    expect(said(bench)).to.deep.equal(['stop']);
    expect(bench.relay.counts.typing).to.equal(0);
  });

  it('TY17 a tab that is gone, or has left the room, says so no more; a silent one for six seconds', async () => {
    const { bench, all } = await live(3);
    const [first, second, third] = all;
    for (const seat of [first, second, third]) seat?.say(START);
    if (first !== undefined) bench.relay.leave(first);
    second?.say({ type: 'leave', stream: 'room:1' });
    expect(said(bench)).to.deep.equal(['start', 'start', 'start']);
    await bench.time.pass(TYPING_SHOWN_MS);
    third?.say(STOP);
    expect(said(bench)).to.deep.equal(['stop']);
    third?.say(START);
    const { bench: other, all: both } = await live(2);
    both[0]?.say(START);
    await other.time.pass(TYPING_SHOWN_MS);
    both[1]?.say(START, STOP);
    expect(said(other)).to.deep.equal(['start', 'start', 'stop']);
  });

  it('TY17 a tab that does not follow the room says nothing of it', async () => {
    const { bench, all } = await live(1);
    all[1]?.say(START);
    expect(said(bench)).to.deep.equal([]);
  });

  it('TY17 who types is told to the tabs that follow the room live', async () => {
    const { bench, all } = await live(2);
    const joining = bench.seat();
    joining.join(bench.at(0));
    joining.took();
    bench.say(TYPIST);
    const heard = [...all, joining].map((seat) => seat.took());
    expect(heard).to.deep.equal([['typist'], ['typist'], [], []]);
  });

  it('TY17 a tab that is behind in taking frames is handed no signals, and loses nothing else', () => {
    const sent: string[] = [];
    const seat = new RemoteSeat({
      reign: 'reign',
      seat: 'seat',
      send: (message) => message.type === 'down' && sent.push(message.text),
      stalled: () => sent.push('stalled'),
    });
    for (let frame = 0; frame < UNACKED_AT_SIGNALS_MAX; frame += 1) seat.offer('signal');
    seat.offer('late');
    seat.deliver('run');
    expect(sent.slice(-2)).to.deep.equal(['signal', 'run']);
    seat.acknowledge(UNACKED_AT_SIGNALS_MAX);
    seat.offer('again');
    expect(sent.at(-1)).to.equal('again');
  });
});
