import { expect } from 'chai';
import { SAID_AGAIN_MS, SEAT_ACTIVE_MS } from '../../../../core/client/tabs/limits.js';
import type { PresenceFrame, ServerFrame } from '../../../../core/vocabulary/frames.js';
import type { Activity } from '../../../../core/vocabulary/presence.js';
import { person } from '../room-log.js';
import { RelayBench, ROOM_STREAM, type HandSeat } from './relay-bench.js';

const ACTIVE = { type: 'here', state: 'active' } as const;
const AWAY = { type: 'here', state: 'away' } as const;
const BO = person(2);

function word(scope: PresenceFrame['scope'], version: number, state: Activity): PresenceFrame {
  return {
    type: 'presence',
    stream: ROOM_STREAM,
    scope,
    version,
    certainMs: 20_000,
    counts: { active: 1, away: 0 },
    present: [[BO.id, state]],
    people: [BO],
  };
}

/** A bench with seats that follow the room. */
async function following(
  count: number,
): Promise<{ bench: RelayBench; seats: readonly HandSeat[] }> {
  const bench = new RelayBench();
  const seats = await bench.greeted(count);
  for (const seat of seats) {
    seat.join(null);
    bench.say(bench.log.reset(), bench.log.live());
    seat.frames.splice(0);
  }
  return { bench, seats };
}

/** What a tab that comes now is told of the room. */
function toldLate(bench: RelayBench): PresenceFrame | undefined {
  const seat = bench.seat();
  seat.join(bench.at(bench.log.head));
  return seat.frames.find((frame): frame is PresenceFrame => frame.type === 'presence');
}

/** The server answers every ping that is with it. */
function pong(bench: RelayBench, version: number): void {
  for (const { n } of bench.sent('ping')) {
    const heads: ServerFrame = { type: 'pong', n, heads: [], certainMs: 20_000 };
    bench.say({ ...heads, presence: [[ROOM_STREAM, version]] });
  }
}

describe('core/client tabs: presence at the relay', () => {
  it('PS18 what a tab says again goes to the server again, unless that has just been said', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say(ACTIVE);
    second?.say(ACTIVE);
    first?.say(ACTIVE);
    expect(bench.sent('here')).to.have.lengthOf(1);
    await bench.time.pass(SAID_AGAIN_MS);
    first?.say(ACTIVE);
    second?.say(ACTIVE);
    expect(bench.sent('here')).to.deep.equal([ACTIVE]);
  });

  it('PS25 after a sleep a tab that comes is told nothing as certain before the next pong', async () => {
    const { bench, seats } = await following(1);
    bench.say(word('whole', 1, 'active'));
    expect(toldLate(bench)?.scope).to.equal('whole');
    bench.relay.slept();
    expect(toldLate(bench)?.scope).to.equal('uncertain');
    seats[0]?.say({ type: 'ping', n: 1 });
    pong(bench, 1);
    expect(toldLate(bench)?.scope).to.equal('whole');
  });

  it('PS25 a tab that comes before the sleep is noticed is told nothing as certain either', async () => {
    const { bench, seats } = await following(1);
    bench.say(word('whole', 1, 'active'));
    seats[0]?.say({ type: 'ping', n: 1 });
    bench.sleptMs += 60_000;
    expect(toldLate(bench)?.scope).to.equal('uncertain');
    pong(bench, 1);
    expect(toldLate(bench)?.scope, 'it was on its way').to.equal('uncertain');
    bench.relay.slept();
    expect(toldLate(bench)?.scope).to.equal('uncertain');
    seats[0]?.say({ type: 'ping', n: 2 });
    pong(bench, 1);
    expect(toldLate(bench)?.scope).to.equal('whole');
  });

  it('PS25 a wall clock that is corrected is no sleep, or is over with the next pong', async () => {
    const { bench, seats } = await following(1);
    bench.say(word('whole', 1, 'active'));
    bench.sleptMs += 1_000;
    expect(toldLate(bench)?.scope).to.equal('whole');
    bench.sleptMs -= 60_000;
    expect(toldLate(bench)?.scope).to.equal('whole');
    bench.sleptMs += 60_000;
    expect(toldLate(bench)?.scope).to.equal('uncertain');
    await bench.time.pass(2_000);
    seats[0]?.say({ type: 'ping', n: 1 });
    pong(bench, 1);
    expect(toldLate(bench)?.scope).to.equal('whole');
  });

  it('PS19 what a tab said that goes without a word counts no more', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say(ACTIVE);
    second?.say({ type: 'here', state: 'away' });
    bench.sent('here');
    if (first !== undefined) bench.relay.leave(first);
    expect(bench.sent('here')).to.deep.equal([{ type: 'here', state: 'away' }]);
    second?.say({ type: 'goodbye' });
    expect(bench.sent('goodbye')).to.have.lengthOf(1);
  });

  it('PS1 whoever is active in one tab is active, and goes with the last tab', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say(AWAY);
    second?.say(ACTIVE);
    first?.say(ACTIVE);
    second?.say(AWAY);
    expect(bench.sent('here')).to.deep.equal([AWAY, ACTIVE]);
    first?.say({ type: 'goodbye' });
    expect(bench.sent('here')).to.deep.equal([AWAY]);
    expect(bench.sent('goodbye')).to.deep.equal([]);
    second?.say({ type: 'goodbye' });
    expect(bench.sent('goodbye')).to.have.lengthOf(1);
  });

  it('PS23 a tab that is not heard of for 45 s counts as away, and as active once it is', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say(ACTIVE);
    second?.say(AWAY);
    bench.sent('here');
    await bench.time.pass(SEAT_ACTIVE_MS - 1_000);
    first?.say({ type: 'ping', n: 1 });
    await bench.time.pass(SEAT_ACTIVE_MS - 1_000);
    second?.say({ type: 'ping', n: 1 });
    expect(bench.sent('here'), 'what it says counts, whatever it says').to.deep.equal([]);
    await bench.time.pass(1_001);
    expect(bench.sent('here')).to.deep.equal([AWAY]);
    first?.say({ type: 'ping', n: 2 });
    expect(bench.sent('here')).to.deep.equal([ACTIVE]);
  });

  it('PS23 a tab that is gone is no reason to be active', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say(ACTIVE);
    second?.say(AWAY);
    bench.sent('here');
    if (first !== undefined) bench.relay.leave(first);
    expect(bench.sent('here')).to.deep.equal([AWAY]);
  });

  it('PS18 a new connection is told what tabs say together', async () => {
    const bench = new RelayBench();
    const [first, second] = await bench.greeted(2);
    first?.say(AWAY);
    second?.say(ACTIVE);
    bench.close('retry');
    bench.sent('here');
    const [again] = await bench.greeted(1, 2);
    again?.say(AWAY);
    expect(bench.sent('here')).to.deep.equal([AWAY]);
  });

  it('PS24 a tab that comes later is told what is known, and for how long it holds', async () => {
    const { bench } = await following(1);
    bench.say(word('whole', 1, 'active'), word('changes', 2, 'away'));
    await bench.time.pass(5_000);
    const told = toldLate(bench);
    expect(told).to.include({ scope: 'whole', version: 2 });
    expect(told?.certainMs).to.be.closeTo(15_000, 1);
    expect(told?.present).to.deep.equal([[BO.id, 'away']]);
  });

  it('PS24 of what was lost on the way to the browser a later tab is told nothing as certain', async () => {
    const { bench } = await following(1);
    bench.say(word('whole', 1, 'active'), word('changes', 3, 'away'));
    expect(toldLate(bench)).to.include({ scope: 'uncertain', version: 0 });
    bench.say(word('whole', 3, 'away'));
    expect(toldLate(bench)).to.include({ scope: 'whole', version: 3 });
  });

  it('PS24 a pong renews what is known where it is of that version', async () => {
    const { bench, seats } = await following(1);
    bench.say(word('whole', 1, 'active'));
    await bench.time.pass(19_000);
    seats[0]?.say({ type: 'ping', n: 1 });
    pong(bench, 1);
    expect(toldLate(bench)?.certainMs).to.be.closeTo(20_000, 1);
    seats[0]?.say({ type: 'ping', n: 2 });
    pong(bench, 2);
    expect(toldLate(bench)).to.include({ scope: 'uncertain' });
  });

  it('PS24 a tab is told the versions of streams that it follows', async () => {
    const { bench, seats } = await following(1);
    const elsewhere = (await bench.greeted(1))[0];
    for (const seat of [seats[0], elsewhere]) seat?.say({ type: 'ping', n: 7 });
    pong(bench, 4);
    const versions = [seats[0], elsewhere].map(
      (seat) => seat?.frames.find((frame) => frame.type === 'pong')?.presence,
    );
    expect(versions).to.deep.equal([[[ROOM_STREAM, 4]], []]);
  });
});
