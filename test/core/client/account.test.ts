import { expect } from 'chai';
import type { RoomHead, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import { NOTHING_POSTED } from '../../../core/vocabulary/reading.js';
import { PlainLog } from './plain-log.js';
import { ACCOUNT, Play } from './play.js';
import { ROOM, RoomLog } from './room-log.js';

function opened(roomId: number, name: string, seq: number): [string, object] {
  const requires = { stream: `room:${roomId}`, seq };
  return ['room.opened', { roomId, name, kind: 'open', requires }];
}

function names(play: Play): readonly string[] | undefined {
  return play.state.account?.rooms.map(({ name }) => name);
}

describe('core/client account', () => {
  it('CL20 the room list follows the account’s log, by name without regard to case', () => {
    const log = new PlainLog('account').add(...opened(1, 'beta', 1)).add(...opened(2, 'Alpha', 1));
    log.add('person.joined', { userId: 9 }).add('account.created', { name: 'Our house' });
    const requires = { stream: 'room:2', seq: 4 };
    log.add('room.relisted', { roomId: 2, name: 'Gamma', requires });
    const play = new Play()
      .connect()
      .load()
      .frame(...ACCOUNT);
    play.frame(log.run(1, 4));
    expect(names(play)).to.deep.equal(['Alpha', 'beta']);
    play.frame(log.run(5, 5), log.live);
    expect(names(play)).to.deep.equal(['beta', 'Gamma']);
    expect(play.state.account).to.deep.include({ name: 'Our house', peopleCount: 4 });
    expect(play.state.account?.rooms[1]?.head).to.equal(1);
    expect(play.state.accountFollow.phase.kind).to.equal('live');
  });

  it('CL14 what was told of a room before the account tells of it holds once it does', () => {
    const log = new PlainLog('account').add(...opened(1, 'Garden', 1));
    const latest = { seq: 5, authorId: 9 as UserId, otherSeq: 5 };
    const play = new Play()
      .connect()
      .load()
      .frame(...ACCOUNT);
    play.frame(log.run(1, 1), log.live).lose().pass(2_000).connect();
    const garden: RoomHead = [1 as RoomId, 1, NOTHING_POSTED];
    play.frame({ type: 'heads', heads: [garden, [2 as RoomId, 5, latest]] });
    log.add(...opened(2, 'Hall', 1));
    play.frame(log.run(2, 2), log.live);
    expect(play.state.account?.rooms[1]).to.deep.include({ name: 'Hall', head: 5, latest });
  });

  it('CL14 a snapshot of the account that was overtaken by heads takes none of them back', () => {
    const [reset] = ACCOUNT;
    const play = new Play().connect().load();
    const latest = { seq: 5, authorId: 9 as UserId, otherSeq: 5 };
    play.frame({ type: 'heads', heads: [[1 as RoomId, 4, NOTHING_POSTED]] });
    play.frame({ type: 'heads', heads: [[1 as RoomId, 5, latest]] });
    const room = { id: 1 as RoomId, name: 'Garden', kind: 'open', latest: NOTHING_POSTED } as const;
    const at = (head: number): ServerFrame => {
      if (reset?.type !== 'reset' || reset.state.kind !== 'account') throw new Error('no account');
      return { ...reset, state: { ...reset.state, rooms: [{ ...room, head }] } };
    };
    play.frame(at(4));
    expect(play.state.account?.rooms).to.deep.equal([{ ...room, head: 5, latest }]);
    play.lose().pass(2_000).connect().frame(at(3));
    expect(play.state.account?.rooms).to.deep.equal([{ ...room, head: 3 }]);
  });

  it('CL14 a snapshot of a room that was overtaken by heads takes none of them back', () => {
    const garden = { id: ROOM, name: 'A', kind: 'open', head: 1, latest: NOTHING_POSTED } as const;
    const account = (play: Play): Play => {
      const [reset] = ACCOUNT;
      if (reset?.type !== 'reset' || reset.state.kind !== 'account') throw new Error('no account');
      return play.frame({ ...reset, state: { ...reset.state, rooms: [garden] } });
    };
    const latest = { seq: 2, authorId: 9 as UserId, otherSeq: 2 };
    const play = new Play().connect().load().take({ type: 'openRoom', roomId: ROOM });
    play.frame({ type: 'heads', heads: [[ROOM, 1, NOTHING_POSTED]] });
    play.frame({ type: 'heads', heads: [[ROOM, 2, latest]] });
    account(play).frame(new RoomLog().reset());
    expect(play.state.account?.rooms).to.deep.equal([{ ...garden, head: 2, latest }]);
    play.lose().pass(2_000).connect();
    account(play).frame(new RoomLog().reset());
    expect(play.state.account?.rooms).to.deep.equal([garden]);
  });

  it('CL21 an event that depends on a followed room waits for it, and what comes after waits with it', () => {
    const log = new PlainLog('account')
      .add('person.joined', { userId: 9 })
      .add(...opened(1, 'Room', 2));
    log.add('person.joined', { userId: 10 });
    const room = new RoomLog();
    room.add({ do: 'rename' });
    const play = new Play()
      .connect()
      .load()
      .frame(...ACCOUNT);
    play.take({ type: 'openRoom', roomId: ROOM });
    play.frame(log.run(1, 2), log.run(3, 3), log.live);
    expect(play.state.account).to.deep.include({ peopleCount: 4 });
    expect(names(play)).to.deep.equal([]);
    expect(play.state.accountFollow.applied?.seq).to.equal(1);
    play.frame(room.reset());
    expect(names(play)).to.deep.equal(['Room']);
    expect(play.state.account).to.deep.include({ peopleCount: 5 });
    expect(play.state.accountFollow.applied?.seq).to.equal(3);
    expect(play.state.held.size).to.equal(0);
  });

  it('CL21 it waits 10 s at most: then the account starts anew', () => {
    const log = new PlainLog('account').add(...opened(1, 'Room', 2));
    const play = new Play()
      .connect()
      .load()
      .frame(...ACCOUNT);
    play.take({ type: 'openRoom', roomId: ROOM }).frame(log.run(1, 1)).sent('join');
    play.pass(9_999);
    expect(play.sent('join')).to.deep.equal([]);
    play.pass(1);
    expect(play.sent('join')).to.deep.equal([{ type: 'join', stream: 'account', position: null }]);
    expect(play.state.held.size).to.equal(0);
  });

  it('CL21 a room that is closed, or denied, is not waited for', () => {
    for (const how of ['closed', 'denied'] as const) {
      const log = new PlainLog('account').add(...opened(1, 'Room', 2));
      const play = new Play()
        .connect()
        .load()
        .frame(...ACCOUNT);
      play.take({ type: 'openRoom', roomId: ROOM }).frame(log.run(1, 1));
      expect(names(play)).to.deep.equal([]);
      if (how === 'closed') play.take({ type: 'closeRoom', roomId: 1 as RoomId });
      else play.frame({ type: 'denied', stream: 'room:1', code: 'not_found', message: 'No.' });
      expect(names(play)).to.deep.equal(['Room']);
    }
  });
});
