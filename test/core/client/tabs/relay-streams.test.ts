import { expect } from 'chai';
import type { StreamName } from '../../../../core/vocabulary/ids.js';
import { DIGEST_BEFORE_FIRST } from '../../../../core/vocabulary/position.js';
import { RING_RUNS_MAX } from '../../../../core/client/tabs/limits.js';
import { EPOCH } from '../room-log.js';
import { RelayBench, ROOM_STREAM, type HandSeat } from './relay-bench.js';

/** A bench with seats of which the first follows the room from its second event on. */
async function following(seats: number): Promise<{ bench: RelayBench; all: readonly HandSeat[] }> {
  const bench = new RelayBench();
  const all = await bench.greeted(seats);
  for (let post = 0; post < 5; post += 1) bench.log.add({ do: 'post', by: 2 });
  all[0]?.join(bench.at(2));
  bench.say(bench.log.run(3, 6), bench.log.live());
  expect(bench.joined()).to.deep.equal([2]);
  expect(all[0]?.took()).to.deep.equal(['run 3..6', 'live 6']);
  return { bench, all };
}

describe('core/client tabs: streams at the relay', () => {
  it('TB11 a second tab is served from what the first was told, and then both are, once each', async () => {
    const { bench, all } = await following(3);
    const [first, second, third] = all;
    bench.post();
    second?.join(bench.at(2));
    third?.join(bench.at(6));
    expect(second?.took()).to.deep.equal(['run 3..6', 'live 6', 'run 7..7']);
    expect(third?.took()).to.deep.equal(['live 6', 'run 7..7']);
    bench.post(2);
    for (const seat of [second, third]) {
      expect(seat?.took()).to.deep.equal(['run 8..8', 'run 9..9']);
    }
    expect(first?.took()).to.deep.equal(['run 7..7', 'run 8..8', 'run 9..9']);
    expect(bench.joined()).to.deep.equal([]);
  });

  it('TB11 what the ring does not hold, and a snapshot, come from the server, for whom they are', async () => {
    const { bench, all } = await following(3);
    const [first, second, third] = all;
    second?.join(bench.at(1));
    expect(bench.joined()).to.deep.equal([1]);
    bench.say(bench.log.run(2, 6), bench.log.live());
    expect(second?.took()).to.deep.equal(['run 2..6', 'live 6']);
    third?.join(null);
    expect(bench.joined()).to.deep.equal([null]);
    bench.say(bench.log.reset(), bench.log.live());
    expect(third?.took()).to.deep.equal(['reset 6', 'live 6']);
    expect(first?.took()).to.deep.equal([]);
    bench.post();
    for (const seat of all) expect(seat.took()).to.deep.equal(['run 7..7']);
  });

  it('TB11 joins go to the server one at a time, those that ask for the same together', async () => {
    const bench = new RelayBench();
    const seats = await bench.greeted(4);
    for (const seat of seats) seat.join(null);
    expect(bench.joined()).to.deep.equal([null]);
    bench.say(bench.log.reset(), bench.log.live());
    expect(bench.joined()).to.deep.equal([null]);
    bench.say(bench.log.reset(), bench.log.live());
    expect(bench.joined()).to.deep.equal([]);
    for (const seat of seats) expect(seat.took()).to.deep.equal(['reset 1', 'live 1']);
  });

  it('TB11 a position of another history, or past what is known, is for the server to judge', async () => {
    const { bench, all } = await following(4);
    const digest = DIGEST_BEFORE_FIRST.slice(0, 32);
    const foreign = [
      { ...bench.at(4), epoch: '00000000000000bb' },
      { epoch: EPOCH, seq: 6, digest },
      { epoch: EPOCH, seq: 7, digest },
    ];
    for (const [index, position] of foreign.entries()) {
      all[index + 1]?.join(position);
      expect(bench.joined()).to.deep.equal([position.seq]);
      bench.say(bench.log.reset(), bench.log.live());
      expect(all[index + 1]?.took()).to.deep.equal(['reset 6', 'live 6']);
    }
  });

  it('TB12 who is behind what another was told finds out: a snapshot for one is news for all', async () => {
    const { bench, all } = await following(2);
    bench.log.add({ do: 'post', by: 2 });
    all[1]?.join(null);
    bench.say(bench.log.reset(), bench.log.live());
    expect(all[1]?.took()).to.deep.equal(['reset 7', 'live 7']);
    expect(all[0]?.took()).to.deep.equal(['live 7']);
    all[0]?.join(bench.at(6));
    expect(bench.joined()).to.deep.equal([null, 6]);
    bench.say(bench.log.run(7, 7), bench.log.live());
    expect(all[0]?.took()).to.deep.equal(['run 7..7', 'live 7']);
    expect(all[1]?.took()).to.deep.equal([]);
  });

  it('TB12 a snapshot of another history that one tab gets is news for those of the old one', async () => {
    const { bench, all } = await following(2);
    const epoch = '00000000000000bb';
    all[1]?.join(null);
    bench.say({ ...bench.log.reset(), epoch }, { ...bench.log.live(), epoch });
    expect(all[0]?.took()).to.deep.equal(['live 6']);
    bench.post();
    expect(all.map((seat) => seat.took())).to.deep.equal([[], ['reset 6', 'live 6', 'run 7..7']]);
  });

  it('TB12 a gap in what came is passed on to those who are live, and a reset that nobody asked for to all', async () => {
    const { bench, all } = await following(2);
    all[1]?.join(bench.at(6));
    expect(all[1]?.took()).to.deep.equal(['live 6']);
    for (let post = 0; post < 3; post += 1) bench.log.add({ do: 'post', by: 2 });
    bench.say(bench.log.run(9, 9));
    for (const seat of all) expect(seat.took()).to.deep.equal(['run 9..9']);
    bench.say(bench.log.reset());
    for (const seat of all) expect(seat.took()).to.deep.equal(['reset 9']);
  });

  it('TB12 a join that is never answered holds nobody up once it is sent again or given up', async () => {
    const { bench, all } = await following(3);
    const [, second, third] = all;
    second?.join(null);
    third?.join(bench.at(1));
    expect(bench.joined()).to.deep.equal([null]);
    second?.say({ type: 'leave', stream: ROOM_STREAM });
    expect(bench.joined()).to.deep.equal([1]);
    third?.join(bench.at(1));
    expect(bench.joined()).to.deep.equal([1]);
    bench.say(bench.log.run(2, 6), bench.log.live());
    expect(third?.took()).to.deep.equal(['run 2..6', 'live 6']);
  });

  it('TB12 who is served and joins again has lost something: the server answers, not the ring', async () => {
    const { bench, all } = await following(1);
    bench.log.add({ do: 'post', by: 2 });
    all[0]?.join(bench.at(6));
    expect(bench.joined()).to.deep.equal([6]);
    bench.say(bench.log.run(7, 7), bench.log.live());
    expect(all[0]?.took()).to.deep.equal(['run 7..7', 'live 7']);
  });

  it('TB12 while a tab joins from further back it gets nothing that leaves a hole', async () => {
    const { bench, all } = await following(2);
    const [first, second] = all;
    second?.join(bench.at(1));
    bench.post();
    expect(first?.took()).to.deep.equal(['run 7..7']);
    expect(second?.took()).to.deep.equal([]);
    bench.say(bench.log.run(2, 7), bench.log.live());
    expect(second?.took()).to.deep.equal(['run 2..7', 'live 7']);
    expect(first?.took()).to.deep.equal([]);
  });

  it('TB12 a tab whose position is of no history that the server has gets no run before a snapshot', async () => {
    const { bench, all } = await following(2);
    const [first, second] = all;
    second?.join({ ...bench.at(6), digest: DIGEST_BEFORE_FIRST.slice(0, 32) });
    expect(bench.joined()).to.deep.equal([6]);
    bench.post();
    expect(first?.took()).to.deep.equal(['run 7..7']);
    expect(second?.took()).to.deep.equal([]);
    bench.say(bench.log.reset(), bench.log.live());
    bench.post();
    expect(second?.took()).to.deep.equal(['reset 7', 'live 7', 'run 8..8']);
  });

  it('TB12 a tab whose position may be of another history gets no run that goes on from where others are', async () => {
    const { bench, all } = await following(2);
    const [first, second] = all;
    bench.post();
    expect(first?.took()).to.deep.equal(['run 7..7']);
    second?.join({ ...bench.at(7), digest: DIGEST_BEFORE_FIRST.slice(0, 32) });
    expect(bench.joined()).to.deep.equal([7]);
    bench.post();
    expect(first?.took()).to.deep.equal(['run 8..8']);
    expect(second?.took()).to.deep.equal([]);
    bench.say(bench.log.reset(), bench.log.live());
    expect(second?.took()).to.deep.equal(['reset 8', 'live 8']);
  });

  it('TB12 a place that the server has not named is of no log that is known: the server is asked', async () => {
    const { bench, all } = await following(3);
    const [, second, third] = all;
    second?.join({ ...bench.at(4), digest: DIGEST_BEFORE_FIRST.slice(0, 32) });
    third?.join(bench.at(5));
    expect(second?.took()).to.deep.equal([]);
    expect(bench.joined()).to.deep.equal([4]);
    bench.say(bench.log.reset(), bench.log.live());
    expect(second?.took()).to.deep.equal(['reset 6', 'live 6']);
    expect(bench.joined()).to.deep.equal([5]);
    bench.say(bench.log.run(6, 6), bench.log.live());
    expect(third?.took()).to.deep.equal(['run 6..6', 'live 6']);
  });

  it('TB12 once the server says that the position is right, it gets what came meanwhile', async () => {
    const { bench, all } = await following(2);
    const [, second] = all;
    bench.post();
    second?.join(bench.at(7));
    bench.post();
    expect(second?.took()).to.deep.equal([]);
    const live = bench.log.live();
    bench.post();
    bench.say(live);
    expect(second?.took()).to.deep.equal(['run 8..8', 'live 8', 'run 9..9']);
    bench.post();
    expect(second?.took()).to.deep.equal(['run 10..10']);
  });

  it('TB11 past the last live nothing can be compared: a position there is for the server', async () => {
    const { bench, all } = await following(2);
    bench.post(2);
    all[1]?.join(bench.at(7));
    expect(bench.joined()).to.deep.equal([7]);
    bench.say(bench.log.run(8, 8), bench.log.live());
    expect(all[1]?.took()).to.deep.equal(['run 8..8', 'live 8']);
  });

  it('TB12 a ring that is behind what the server said serves nobody', async () => {
    const { bench, all } = await following(3);
    for (let post = 0; post < 2; post += 1) bench.log.add({ do: 'post', by: 2 });
    all[1]?.join(bench.at(8));
    bench.say(bench.log.live());
    expect(all[1]?.took()).to.deep.equal(['live 8']);
    all[2]?.join(bench.at(6));
    expect(bench.joined()).to.deep.equal([8, 6]);
  });

  it('TB11 the server is told to leave a stream when the last tab has left it', async () => {
    const { bench, all } = await following(2);
    const [first, second] = all;
    second?.join(bench.at(6));
    second?.took();
    first?.say({ type: 'leave', stream: ROOM_STREAM });
    bench.post();
    expect(first?.took()).to.deep.equal([]);
    expect(second?.took()).to.deep.equal(['run 7..7']);
    expect(bench.sent('leave')).to.deep.equal([]);
    if (second !== undefined) bench.relay.leave(second);
    expect(bench.sent('leave')).to.deep.equal([{ type: 'leave', stream: ROOM_STREAM }]);
    expect(bench.relay.counts).to.deep.include({ seats: 1, streams: 0, ringRuns: 0 });
  });

  it('TB11 a denied stream is denied to all who follow it, and may be joined again', async () => {
    const { bench, all } = await following(2);
    all[1]?.join(null);
    const stream: StreamName = ROOM_STREAM;
    bench.say({ type: 'denied', stream, code: 'not_found', message: 'There is no such stream.' });
    for (const seat of all) expect(seat.took()).to.deep.equal(['denied']);
    all[0]?.join(null);
    expect(bench.joined()).to.deep.equal([null, null]);
  });

  it('TB20 a ring keeps so many runs, and who needs an older one is served by the server', async () => {
    const { bench, all } = await following(2);
    bench.post(RING_RUNS_MAX + 10);
    expect(bench.relay.counts.ringRuns).to.equal(RING_RUNS_MAX);
    all[1]?.join(bench.at(6));
    expect(bench.joined()).to.deep.equal([6]);
  });
});
