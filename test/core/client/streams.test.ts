import { expect } from 'chai';
import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import { DIGEST_BEFORE_FIRST } from '../../../core/vocabulary/position.js';
import { following, room } from './following.js';
import { ACCOUNT, type Play } from './play.js';
import { person, ROOM, RoomLog } from './room-log.js';
import { NOTHING_POSTED } from '../../../core/vocabulary/reading.js';

function bodies(play: Play): readonly string[] {
  return room(play).timeline.messages.flatMap((message) =>
    message.state === 'live' ? [message.body] : [],
  );
}

/** A room that is in the list and not open. */
const GARDEN = {
  id: 2 as RoomId,
  name: 'Garden',
  kind: 'open',
  head: 5,
  latest: NOTHING_POSTED,
} as const;

function withGarden(): Play {
  const { play } = following(0);
  const [reset, live] = ACCOUNT;
  if (reset?.type !== 'reset' || live === undefined || reset.state.kind !== 'account') {
    throw new Error('an account begins with a snapshot');
  }
  return play.frame({ ...reset, state: { ...reset.state, rooms: [GARDEN] } }, live);
}

/** The connection is lost, and another one has told of the account and not of the room. */
function comesBack(play: Play): void {
  play
    .lose()
    .pass(2_000)
    .connect()
    .frame(...ACCOUNT)
    .sent('join');
}

describe('core/client streams', () => {
  it('CL6 a message that was withheld and then shown is changed in its place ever after', () => {
    const { play, log } = following(1);
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'edit', message: 1 });
    play.frame(log.run(3, 4));
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'edit', message: 1 });
    play.frame(log.run(5, 6));
    expect(bodies(play)).to.deep.equal(['body 2', 'body 6', 'body 5']);
  });

  it('CL3 what is applied already is passed over, also as part of a longer run', () => {
    const { play, log } = following(2);
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(1, 3), log.run(2, 4), log.run(2, 4));
    expect(bodies(play)).to.deep.equal(['body 2', 'body 3', 'body 4']);
    expect(play.sent('join')).to.deep.equal([]);
  });

  it('CL3 event n is applied only after n - 1: a gap is repaired, and nothing applied before', () => {
    const { play, log } = following(2);
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(5, 5));
    expect(room(play).status.kind).to.equal('repairing');
    expect(bodies(play)).to.deep.equal(['body 2', 'body 3']);
    const joins = play.sent('join');
    expect(joins.map(({ position }) => position?.seq)).to.deep.equal([3]);
    play.frame(log.run(5, 5));
    expect(play.sent('join'), 'asked once').to.deep.equal([]);
    play.frame(log.run(4, 5), log.live());
    expect(bodies(play)).to.deep.equal(['body 2', 'body 3', 'body 4', 'body 5']);
    expect(room(play).status.kind).to.equal('live');
  });

  it('CL32 nothing is applied of a run with another text than the log’s', () => {
    const { play, log } = following(1);
    play.lose().pass(2_000).connect();
    log.add({ do: 'post', by: 2 });
    const run = log.run(3, 3);
    const events = run.events.map((event) => ({
      ...event,
      content: { body: 'forged', salt: '00' },
    }));
    play.sent('join');
    play.frame({ ...run, events }, log.live());
    expect(room(play).status.kind).to.equal('repairing');
    expect(bodies(play)).to.deep.equal(['body 2']);
    const [repair] = play.sent('join');
    expect(repair?.position?.seq).to.equal(2);
    expect(log.isKnown(repair?.position ?? neverKnown())).to.equal(true);
    play.frame(log.run(3, 3), log.live());
    expect(bodies(play)).to.deep.equal(['body 2', 'body 3']);
    expect(room(play).status.kind).to.equal('live');
  });

  for (const [title, ends] of [
    ['where the page is', 4],
    ['beyond it', 5],
  ] as const) {
    it(`CL32 a run of a restored log that ends ${title} is not gone on by, though it fits by number`, () => {
      const { play } = following(3);
      comesBack(play);
      const restored = new RoomLog();
      for (let post = 1; post < ends; post += 1) restored.add({ do: 'post', by: 3 });
      // The answer to its join was lost, from the first frame to the last.
      play.frame(restored.run(ends, ends));
      expect(bodies(play)).to.deep.equal(['body 2', 'body 3', 'body 4']);
      expect(play.sent('join').map(({ position }) => position?.seq)).to.deep.equal([4]);
      restored.add({ do: 'post', by: 3 });
      play.frame(restored.run(ends + 1, ends + 1));
      expect(play.sent('join'), 'it was asked for').to.deep.equal([]);
      play.frame({ ...restored.reset(), undone: true }, restored.live());
      restored.add({ do: 'post', by: 3 });
      play.frame(restored.run(ends + 2, ends + 2));
      expect(room(play).timeline.messages).to.deep.equal(restored.liveAt(ends + 2).slice(-5));
      expect(room(play).status.kind).to.equal('live');
    });
  }

  it('CL32 no join waits because of runs that end before what is applied', () => {
    const { play } = following(3);
    comesBack(play);
    const restored = new RoomLog();
    restored.add({ do: 'post', by: 3 });
    play.pass(15_000).frame(restored.run(2, 2));
    restored.add({ do: 'post', by: 3 });
    play.pass(4_999).frame(restored.run(3, 3));
    expect(play.sent('join')).to.deep.equal([]);
    play.pass(1);
    expect(play.sent('join').map(({ position }) => position?.seq)).to.deep.equal([4]);
  });

  it('CL4 a repair starts from the position, the next from a snapshot, and then from a new connection', () => {
    const { play, log } = following(1);
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(4, 4));
    for (let repair = 0; repair < 3; repair += 1) play.frame(log.live());
    const joins = play.sent('join').map(({ position }) => position?.seq ?? null);
    expect(joins).to.deep.equal([2, null, null, null]);
    play.frame(log.live());
    expect(play.state.connection.phase).to.equal('waiting');
  });

  it('CL4 a position of which nothing was confirmed is named three times, then none', () => {
    const { play, log } = following(3);
    play.lose().pass(2_000).connect().sent('join');
    const restored = new RoomLog();
    for (let post = 0; post < 2; post += 1) restored.add({ do: 'post', by: 3 });
    // The snapshots that came before it were lost.
    play.frame(...ACCOUNT);
    for (let repair = 0; repair < 4; repair += 1) play.frame(restored.live());
    const joins = play.sent('join').map(({ position }) => position?.seq ?? null);
    expect(joins).to.deep.equal([4, 4, 4, null]);
    expect(bodies(play)).to.deep.equal(['body 2', 'body 3', 'body 4']);
    expect(log.head).to.equal(4);
  });

  it('CL4 a place that the server is at after all is gone on from', () => {
    const { play, log } = following(3);
    const early = log.live();
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(5, 5), early);
    expect(play.sent('join').map(({ position }) => position?.seq)).to.deep.equal([5]);
    play.frame(log.live());
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(6, 6));
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(6));
  });

  it('CL4 a join of which nothing comes is sent again', () => {
    const { play } = following(1);
    comesBack(play);
    play.pass(19_999);
    expect(play.sent('join')).to.deep.equal([]);
    play.pass(1);
    expect(play.sent('join').map(({ stream }) => stream)).to.deep.equal(['room:1']);
  });

  it('CL5 kinds of a newer version pass through the chain and change nothing', () => {
    const { play, log } = following(1);
    log.add({ do: 'unknown' });
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(3, 4), log.live());
    expect(bodies(play)).to.deep.equal(['body 2', 'body 4']);
    expect(room(play).status.kind).to.equal('live');
  });

  it('CL6 what a later event supersedes shows nothing until that event has come', () => {
    const { play, log } = following(0);
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'edit', message: 0 });
    log.add({ do: 'edit', message: 0 });
    play.frame(log.run(2, 2));
    expect(bodies(play)).to.deep.equal([]);
    play.frame(log.run(3, 3));
    expect(bodies(play)).to.deep.equal([]);
    play.frame(log.run(4, 4));
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(4));
  });

  it('CL6 a superseded edit hides what it superseded, and a deletion leaves a tombstone', () => {
    const { play, log } = following(1);
    log.add({ do: 'edit', message: 0 });
    log.add({ do: 'delete', message: 0 });
    play.frame(log.run(3, 3));
    expect(bodies(play)).to.deep.equal([]);
    play.frame(log.run(4, 4));
    expect(room(play).timeline.messages.map(({ state }) => state)).to.deep.equal(['deleted']);
    expect(JSON.stringify(room(play).timeline.messages)).not.to.contain('body');
  });

  it('CL7 a snapshot in place of what was shown is announced once, the first one is not', () => {
    const { play, log } = following(1);
    const announcement = { kind: 'discontinuity', stream: 'room:1' } as const;
    play.frame(log.reset());
    expect(play.took('announce')).to.deep.equal([{ type: 'announce', announcement }]);
  });

  it('CL8 of two records of a person the higher version is kept, whichever came first', () => {
    const { play, log } = following(0);
    log.add({ do: 'post', by: 2 });
    const newer = person(2, { name: 'Newer', version: 3 });
    play.frame({ ...log.run(2, 2), people: [newer] });
    log.add({ do: 'post', by: 2 });
    play.frame({ ...log.run(3, 3), people: [person(2, { version: 2 })] });
    expect(play.state.people.get(newer.id)).to.deep.equal(newer);
  });

  it('CL9 a denied room shows nothing of itself; what was denied for now is joined again', () => {
    const { play } = following(2);
    play.frame({ type: 'denied', stream: 'room:1', code: 'busy', message: 'Wait.' });
    expect(room(play).status.kind).to.equal('joining');
    expect(bodies(play)).to.have.length(2);
    play.pass(2_000);
    expect(play.sent('join').map(({ stream }) => stream)).to.deep.equal(['room:1']);
    play.frame({ type: 'denied', stream: 'room:1', code: 'not_found', message: 'No such room.' });
    expect(room(play).status).to.deep.equal({
      kind: 'denied',
      refusal: { code: 'not_found', message: 'No such room.' },
    });
    expect([room(play).room, bodies(play)]).to.deep.equal([null, []]);
  });

  it('CL10 a closed room is shown as it was when it is opened again, and goes on from there', () => {
    const { play, log } = following(1);
    play.take({ type: 'closeRoom', roomId: ROOM });
    expect(play.sent('leave')).to.deep.equal([{ type: 'leave', stream: 'room:1' }]);
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(3, 3));
    expect(bodies(play), 'frames of a closed room are passed over').to.deep.equal(['body 2']);
    play.take({ type: 'openRoom', roomId: ROOM });
    expect(bodies(play)).to.deep.equal(['body 2']);
    expect(play.sent('join').map(({ position }) => position?.seq)).to.deep.equal([2]);
    play.frame(log.run(3, 3), log.live());
    expect(bodies(play)).to.deep.equal(['body 2', 'body 3']);
  });

  it('CL11 a timeline holds 300 messages, and 20 more before it is cut at its old end', () => {
    const { play, log } = following(4);
    for (let post = 0; post < 316; post += 1) log.add({ do: 'post', by: 2 });
    play.frame(log.run(6, log.head));
    expect(room(play).timeline).to.deep.include({ olderExist: false, newerExist: false });
    expect(room(play).timeline.messages).to.have.length(320);
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(log.head, log.head));
    expect(room(play).timeline.messages).to.have.length(300);
    expect(room(play).timeline.olderExist).to.equal(true);
  });

  it('CL12 equal states, inputs, time and chance give equal steps, and no state is changed', () => {
    const { play, log } = following(2);
    log.add({ do: 'edit', message: 1 });
    const before = play.state;
    const text = JSON.stringify([...before.rooms]);
    const first = play.frame(log.run(4, 4)).state;
    play.state = before;
    play.frame(log.run(4, 4));
    expect(play.state).to.deep.equal(first);
    expect(JSON.stringify([...before.rooms])).to.equal(text);
  });

  it('CL13 a snapshot of another history is taken, whatever its sequence', () => {
    const { play, log } = following(3);
    play.lose().pass(2_000).connect();
    const restored = new RoomLog();
    restored.add({ do: 'post', by: 3 });
    play.frame(restored.reset(), restored.live());
    expect(room(play).follow.applied?.seq).to.equal(2);
    expect(room(play).status.kind).to.equal('live');
    expect(log.head).to.equal(4);
  });

  it('CL13 a snapshot that an event overtook while a join is under way takes no position back', () => {
    const { play, log } = following(1);
    play.frame({ ...log.live(), seq: log.head + 1 });
    expect(room(play).status.kind).to.equal('repairing');
    const overtaken = log.reset();
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(3, 3), overtaken);
    expect(room(play).follow.applied?.seq).to.equal(3);
    expect(bodies(play)).to.deep.equal(['body 2', 'body 3']);
    play.frame(log.live());
    expect(room(play).status.kind).to.equal('live');
  });

  it('CL13 a run of another history that brings nothing new does not make its snapshot late', () => {
    const { play } = following(3);
    play.lose().pass(2_000).connect();
    const restored = new RoomLog();
    restored.add({ do: 'post', by: 3 });
    play.frame(restored.run(2, 2), restored.reset(), restored.live());
    expect(room(play).follow.applied?.seq).to.equal(2);
    expect(room(play).status.kind).to.equal('live');
  });

  it('CL14 heads of rooms that are not open raise the room list, and never lower it', () => {
    const play = withGarden();
    const newer = { seq: 9, authorId: 2 as UserId, otherSeq: 4 };
    play.frame(
      { type: 'heads', heads: [[GARDEN.id, 9, newer]] },
      { type: 'heads', heads: [[GARDEN.id, 7, NOTHING_POSTED]] },
    );
    expect(play.state.account?.rooms).to.deep.equal([{ ...GARDEN, head: 9, latest: newer }]);
    expect(play.state.accountFollow.applied?.digest).to.equal(DIGEST_BEFORE_FIRST);
  });

  it('CL14 the first heads of a connection hold for rooms that are not open, lower or not', () => {
    const play = withGarden();
    play.frame({ type: 'heads', heads: [[GARDEN.id, 9, NOTHING_POSTED]] });
    play.lose().pass(2_000).connect();
    play.frame({ type: 'heads', heads: [[GARDEN.id, 4, NOTHING_POSTED]] });
    expect(play.state.account?.rooms).to.deep.equal([{ ...GARDEN, head: 4 }]);
    play.frame({ type: 'heads', heads: [[GARDEN.id, 3, NOTHING_POSTED]] });
    expect(play.state.account?.rooms).to.deep.equal([{ ...GARDEN, head: 4 }]);
  });

  it('CL14 a room that is open is no further than the first heads, once those were undone', () => {
    const { play, log } = following(3);
    const [reset] = ACCOUNT;
    if (reset?.type !== 'reset' || reset.state.kind !== 'account') throw new Error('no account');
    const listed = { ...GARDEN, id: ROOM, head: log.head };
    play.frame({ ...reset, state: { ...reset.state, rooms: [listed] } });
    play.lose().pass(2_000).connect();
    play.frame({ type: 'heads', heads: [[ROOM, log.head + 1, NOTHING_POSTED]] });
    play.lose().pass(2_000).connect();
    play.frame({ type: 'heads', heads: [[ROOM, log.head, NOTHING_POSTED]] }, log.live());
    expect(play.state.account?.rooms[0]?.head).to.equal(log.head);
  });

  it('CL14 a closed room is as far as is said later, not as it was over an earlier connection', () => {
    const { play } = following(3);
    play.take({ type: 'closeRoom', roomId: ROOM }).lose().pass(2_000).connect();
    const [reset] = ACCOUNT;
    if (reset?.type !== 'reset' || reset.state.kind !== 'account') throw new Error('no account');
    const restored = { ...GARDEN, id: ROOM, head: 2 };
    const state = { ...reset.state, rooms: [restored] };
    play.frame({ type: 'heads', heads: [[ROOM, restored.head, NOTHING_POSTED]] });
    play.frame({ ...reset, state });
    expect(play.state.account?.rooms).to.deep.equal([restored]);
  });

  it('CL4 who has applied more than the server has is repaired, and begins anew', () => {
    const { play, log } = following(3);
    play.lose().pass(2_000).connect();
    const restored = new RoomLog();
    restored.add({ do: 'post', by: 3 });
    expect(restored.head).to.be.below(log.head);
    play.frame(restored.live());
    expect(room(play).status.kind).to.not.equal('live');
    play.frame(restored.reset(), restored.live());
    expect(room(play).follow.applied?.seq).to.equal(restored.head);
    expect(room(play).status.kind).to.equal('live');
  });
});

function neverKnown(): never {
  throw new Error('a repair names a position');
}
