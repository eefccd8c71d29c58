import { expect } from 'chai';
import { following, room } from './following.js';
import type { Play } from './play.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import { person, ROOM } from './room-log.js';

const INTERVAL_MS = 25_000;

/** The heads that a pong carries, with the room at a sequence. */
function pong(seq: number, account = 0) {
  return {
    type: 'pong',
    n: 1,
    heads: [
      ['account', account],
      [roomStream(ROOM), seq],
    ],
  } as const;
}

/** Lets time pass in which other things are heard: the connection lives. */
function pass(play: Play, ms: number): void {
  for (let left = ms; left > 0; left -= 10_000) {
    play.pass(Math.min(left, 10_000)).frame({ type: 'heads', heads: [] });
  }
}

describe('core/client heads of a pong', () => {
  it('CL23 a frame that was lost is noticed by the next ping, and joined for an interval later', () => {
    const { play, log } = following(2);
    const applied = log.head;
    log.add({ do: 'post', by: 2 });
    play.frame(pong(log.head));
    pass(play, INTERVAL_MS - 1);
    expect(play.sent('join')).to.deep.equal([]);
    play.pass(1);
    expect(play.sent('join').map(({ position }) => position?.seq)).to.deep.equal([applied]);
    expect(room(play).status.kind).to.equal('repairing');
    play.frame(log.run(log.head, log.head), log.live());
    expect(room(play).status.kind).to.equal('live');
    expect(room(play).timeline.messages.at(-1)?.seq).to.equal(log.head);
  });

  it('CL23 of the account as of a room', () => {
    const { play, log } = following(2);
    play.frame(pong(log.head, 3));
    pass(play, INTERVAL_MS);
    expect(play.sent('join').map(({ stream }) => stream)).to.deep.equal(['account']);
  });

  it('CL23 what comes meanwhile is waited for', () => {
    const { play, log } = following(2);
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'post', by: 2 });
    play.frame(pong(log.head));
    pass(play, INTERVAL_MS - 1);
    play.frame(log.run(log.head - 1, log.head - 1));
    pass(play, 4 * INTERVAL_MS);
    expect(play.sent('join')).to.deep.equal([]);
    play.frame(pong(log.head));
    pass(play, INTERVAL_MS);
    expect(play.sent('join')).to.have.length(1);
  });

  it('CL23 pongs that say it again do not put it off, and one that says otherwise ends it', () => {
    const { play, log } = following(2);
    play.frame(pong(log.head + 1));
    play.pass(INTERVAL_MS / 2).frame(pong(log.head + 2));
    play.pass(INTERVAL_MS / 2);
    expect(play.sent('join')).to.have.length(1);
    play.frame(log.live(), pong(log.head + 1), pong(log.head));
    pass(play, 4 * INTERVAL_MS);
    expect(play.sent('join')).to.deep.equal([]);
  });

  it('CL23 a stream that is not live, not followed or right is left alone', () => {
    const { play, log } = following(2);
    const heads = [['room:77', 5] as const];
    play.frame(pong(log.head), pong(log.head - 1), { type: 'pong', n: 1, heads });
    play.lose().pass(2_000).connect(person(1)).sent('join');
    play.frame(pong(log.head + 9));
    pass(play, 15_000);
    expect(play.sent('join'), 'joins are under way').to.deep.equal([]);
    expect(play.state.connection.phase).to.equal('online');
  });
});
