import { expect } from 'chai';
import { HELD_EVENTS_MAX } from '../../../core/client/limits.js';
import { standingOf, type Standing } from '../../../core/client/unread.js';
import type { ResetFrame } from '../../../core/vocabulary/frames.js';
import { userStream, type RoomId } from '../../../core/vocabulary/ids.js';
import { UNREAD_COUNT_MAX } from '../../../core/vocabulary/limits.js';
import { DIGEST_BEFORE_FIRST } from '../../../core/vocabulary/position.js';
import type { Latest, RoomReading } from '../../../core/vocabulary/reading.js';
import { PlainLog } from './plain-log.js';
import { ACCOUNT, ME, Play } from './play.js';
import { EPOCH, ROOM, RoomLog } from './room-log.js';

const OWN = userStream(ME);

/** A snapshot of an account with one room in it. */
function listing(latest: Latest): ResetFrame {
  const room = { id: ROOM, name: 'Room', kind: 'open', head: 9, latest } as const;
  return {
    type: 'reset',
    stream: 'account',
    epoch: EPOCH,
    seq: 0,
    digest: DIGEST_BEFORE_FIRST,
    state: { kind: 'account', name: 'Hearth', rooms: [room], peopleCount: 3 },
    people: [],
  };
}

/** A snapshot of the person's own stream. */
function ownReset(...readings: readonly RoomReading[]): ResetFrame {
  return {
    type: 'reset',
    stream: OWN,
    epoch: EPOCH,
    seq: 0,
    digest: DIGEST_BEFORE_FIRST,
    state: { kind: 'user', readings },
    people: [],
  };
}

function reading(seq: number, mentions: readonly number[] = []): RoomReading {
  return { roomId: ROOM, read: { generation: 1, seq }, involvement: 'everything', mentions };
}

function mention(seq: number, head = seq): object {
  return { roomId: ROOM, seq, requires: { stream: `room:${ROOM}`, seq: head } };
}

function online(): Play {
  return new Play()
    .connect()
    .load()
    .frame(...ACCOUNT);
}

function standing(play: Play, roomId: RoomId = ROOM): Standing {
  return standingOf(play.state, roomId);
}

function applied(play: Play): number | undefined {
  return play.state.userFollow.applied?.seq;
}

describe('core/client unread', () => {
  it('RE18 nothing is unread before it is known what was read, nor of a room that is not listed', () => {
    const newest = { seq: 9, authorId: ME + 1, otherSeq: 0 } as Latest;
    const play = new Play().connect().load().frame(listing(newest));
    expect(standing(play)).to.deep.include({ isUnread: false, read: null });
    play.frame(ownReset());
    expect(standing(play)).to.deep.include({ isUnread: true, read: { generation: 1, seq: 0 } });
    expect(standing(play, 99 as RoomId)).to.deep.include({ isUnread: false, read: null });
  });

  it('RE18 a room is unread where somebody else’s newest message lies above what was read', () => {
    const mine = { seq: 9, authorId: ME, otherSeq: 5 };
    for (const [read, isUnread] of [
      [4, true],
      [5, false],
    ] as const) {
      const play = new Play()
        .connect()
        .load()
        .frame(listing(mine), ownReset(reading(read)));
      expect(standing(play).isUnread).to.equal(isUnread);
      expect(standing(play).involvement).to.equal('everything');
    }
  });
});

describe('core/client readings', () => {
  it('RE19 what is read mentions nobody any more, and marking it as unread brings that back', () => {
    const log = new PlainLog(OWN);
    for (const seq of [3, 5, 8]) log.add('person.mentioned', mention(seq));
    log.add('room.read', { roomId: ROOM, read: { generation: 1, seq: 5 } });
    const read = { generation: 2, seq: 2 };
    log.add('room.markedUnread', { roomId: ROOM, read, mentions: [3, 5, 8] });
    log.add('mention.withdrawn', mention(5));
    const play = online().frame(log.run(1, 3));
    const now = (): RoomReading | undefined => play.state.readings.get(ROOM);
    expect(now()?.mentions).to.deep.equal([3, 5, 8]);
    play.frame(log.run(4, 4));
    expect(now()).to.deep.include({ read: { generation: 1, seq: 5 }, mentions: [8] });
    play.frame(log.run(5, 5));
    expect(now()).to.deep.include({ read, mentions: [3, 5, 8] });
    play.frame(log.run(6, 6), log.live);
    expect(now()?.mentions).to.deep.equal([3, 8]);
    expect(play.state.userFollow.phase.kind).to.equal('live');
  });

  it('RE19 a mention counts once, in order, and not where it is read already', () => {
    const log = new PlainLog(OWN);
    log.add('room.read', { roomId: ROOM, read: { generation: 1, seq: 4 } });
    for (const seq of [8, 4, 6, 8]) log.add('person.mentioned', mention(seq));
    const play = online().frame(log.run(1, 5));
    expect(play.state.readings.get(ROOM)?.mentions).to.deep.equal([6, 8]);
  });

  it('RE19 mentions are counted to a hundred', () => {
    const log = new PlainLog(OWN);
    const count = UNREAD_COUNT_MAX + 2;
    for (let seq = count; seq >= 1; seq -= 1) log.add('person.mentioned', mention(seq));
    const play = online().frame(listing({ seq: count, authorId: null, otherSeq: 0 }));
    play.frame(log.run(1, count));
    expect(standing(play).mentions).to.equal(UNREAD_COUNT_MAX);
    expect(play.state.readings.get(ROOM)?.mentions[0]).to.equal(1);
  });

  it('RE19 a choice of what to be told of a room leaves what is read as it is', () => {
    const log = new PlainLog(OWN).add('person.mentioned', mention(3));
    log.add('room.involved', { roomId: ROOM, involvement: 'invisible' });
    const play = online().frame(log.run(1, 2));
    const read = { generation: 1, seq: 0 };
    const expected = { roomId: ROOM, read, involvement: 'invisible', mentions: [3] };
    expect(play.state.readings.get(ROOM)).to.deep.equal(expected);
  });

  it('RE20 an event that depends on a followed room waits for it, and what comes after waits too', () => {
    const log = new PlainLog(OWN).add('room.involved', { roomId: ROOM, involvement: 'nothing' });
    log.add('person.mentioned', mention(2));
    log.add('room.read', { roomId: ROOM, read: { generation: 1, seq: 1 } });
    const room = new RoomLog();
    room.add({ do: 'post', by: 2 });
    const play = online().take({ type: 'openRoom', roomId: ROOM });
    play.frame(log.run(1, 2), log.run(3, 3), log.live);
    expect([applied(play), play.state.readings.get(ROOM)?.mentions]).to.deep.equal([1, []]);
    play.frame(room.run(1, 1));
    expect(applied(play)).to.equal(1);
    play.frame(room.reset());
    expect([applied(play), play.state.readings.get(ROOM)?.mentions]).to.deep.equal([3, [2]]);
    expect(play.state.held.size).to.equal(0);
  });

  it('RE20 a room that is not open is not waited for', () => {
    const log = new PlainLog(OWN).add('person.mentioned', mention(2));
    expect(applied(online().frame(log.run(1, 1)))).to.equal(1);
  });

  it('RE20 it waits 10 s at most: then the stream starts anew, and the account does not', () => {
    const log = new PlainLog(OWN).add('person.mentioned', mention(2));
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.run(1, 1));
    play.sent('join');
    play.pass(9_999);
    expect(play.sent('join')).to.deep.equal([]);
    play.pass(1);
    expect(play.sent('join')).to.deep.equal([{ type: 'join', stream: OWN, position: null }]);
    expect(play.state.held.size).to.equal(0);
    play.frame(ownReset(reading(1, [2])));
    expect(play.state.readings.get(ROOM)?.mentions).to.deep.equal([2]);
  });

  it('RE20 at most 500 events wait', () => {
    const log = new PlainLog(OWN);
    for (let seq = 1; seq <= HELD_EVENTS_MAX + 1; seq += 1) {
      log.add('person.mentioned', mention(2));
    }
    const play = online().take({ type: 'openRoom', roomId: ROOM });
    play.frame(log.run(1, HELD_EVENTS_MAX)).sent('join');
    expect(play.sent('join')).to.deep.equal([]);
    play.frame(log.run(HELD_EVENTS_MAX + 1, HELD_EVENTS_MAX + 1));
    expect(play.sent('join')).to.deep.equal([{ type: 'join', stream: OWN, position: null }]);
  });

  it('RE20 a snapshot says what rooms are, whatever was known or waited', () => {
    const log = new PlainLog(OWN).add('room.read', { roomId: 7, read: { generation: 1, seq: 1 } });
    log.add('person.mentioned', mention(2));
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.run(1, 2));
    expect(play.state.held.size).to.equal(1);
    play.frame({ ...ownReset(reading(4)), seq: 5 });
    expect([...play.state.readings]).to.deep.equal([[ROOM, reading(4)]]);
    expect(play.state.held.size).to.equal(0);
  });
});
