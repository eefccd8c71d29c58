import { expect } from 'chai';
import { roomStream } from '../../../core/vocabulary/ids.js';
import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import { TYPING_PEOPLE_MAX, TYPING_REPEAT_MS } from '../../../core/vocabulary/typing.js';
import { viewOf } from '../../../core/client/view.js';
import { following } from './following.js';
import { ACCOUNT, ME, type Play } from './play.js';
import { person, ROOM, SNAPSHOT_MESSAGES, type RoomLog } from './room-log.js';

function typist(act: 'start' | 'stop', fence: number, by = 2): ServerFrame {
  return { type: 'typist', roomId: ROOM, person: person(by), act, fence };
}

function shown(play: Play): readonly number[] {
  return (
    viewOf(play.state, null)
      .typing.get(ROOM)
      ?.map(({ userId }) => userId) ?? []
  );
}

/** What the client said of its person's typing since the last look. */
function said(play: Play): readonly string[] {
  return play.sent('typing').map(({ act, fence }) => `${act} ${fence}`);
}

function types(play: Play): Play {
  return play.take({ type: 'typed', roomId: ROOM });
}

/** The account, with so many people in it. */
function peopled(peopleCount: number): ServerFrame {
  const [first] = ACCOUNT;
  if (first?.type !== 'reset' || first.state.kind !== 'account') throw new Error('a snapshot');
  return { ...first, state: { ...first.state, peopleCount } };
}

describe('core/client: who else types', () => {
  it('TY12 somebody is shown for six seconds after their last start, by the own clock', () => {
    const { play, log } = following();
    play.frame(typist('start', log.head)).pass(5_999);
    expect(shown(play)).to.deep.equal([2]);
    play.pass(1);
    expect(shown(play)).to.deep.equal([]);
    play.frame(typist('start', log.head)).pass(4_000).frame(typist('start', log.head)).pass(5_999);
    expect(shown(play)).to.deep.equal([2]);
    play.pass(1);
    expect(shown(play)).to.deep.equal([]);
  });

  it('TY12 a stop ends it, and those who type are in the order in which they began', () => {
    const { play, log } = following();
    for (const by of [3, 2]) play.frame(typist('start', log.head, by)).pass(1_000);
    play.frame(typist('start', log.head, 3));
    expect(shown(play)).to.deep.equal([3, 2]);
    expect(play.state.people.get(person(3).id)?.name).to.equal('Person 3');
    play.frame(typist('stop', log.head, 3));
    expect(shown(play)).to.deep.equal([2]);
  });

  it('TY12 nobody is shown to themselves, nor in a room that is not live', () => {
    const { play, log } = following();
    play.frame(typist('start', log.head, ME));
    expect(shown(play)).to.deep.equal([]);
    play.lose();
    play.connect().frame(typist('start', log.head));
    expect(shown(play)).to.deep.equal([]);
  });

  it('TY13 a message of theirs above the fence ends it, whichever comes first', () => {
    const { play, log } = following();
    play.frame(typist('start', log.head), typist('start', log.head, 3));
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(log.head, log.head));
    expect(shown(play)).to.deep.equal([3]);
    play.frame(typist('start', log.head - 1));
    expect(shown(play)).to.deep.equal([3]);
    play.frame(typist('start', log.head));
    expect(shown(play)).to.deep.equal([3, 2]);
  });

  it('TY13 nothing else that happens in the room ends it', () => {
    const { play, log } = following();
    play.frame(typist('start', log.head));
    const from = log.head + 1;
    log.add({ do: 'edit', message: 0 });
    log.add({ do: 'delete', message: 0 });
    log.add({ do: 'post', by: 3 });
    play.frame(log.run(from, log.head));
    expect(shown(play)).to.deep.equal([2]);
  });

  it('TY14 a start from before what a snapshot shows is passed over, and one in it is judged', () => {
    const { play, log } = following(SNAPSHOT_MESSAGES + 3);
    const first = log.head - SNAPSHOT_MESSAGES + 1;
    play.frame(typist('start', first - 2, 3));
    expect(shown(play)).to.deep.equal([]);
    play.frame(typist('start', log.head - 1), typist('start', first - 1, 3));
    expect(shown(play)).to.deep.equal([3]);
  });

  it('TY14 of more people than type the one who posted first is forgotten, and not trusted', () => {
    const { play, log } = following(0);
    const before = log.head;
    for (let by = 2; by < TYPING_PEOPLE_MAX + 3; by += 1) log.add({ do: 'post', by });
    play.frame(log.run(before + 1, log.head));
    play.frame(typist('start', before, 2), typist('start', before, 99));
    expect(shown(play)).to.deep.equal([]);
    play.frame(typist('start', before + 1, 99), typist('start', before + 1, 2));
    expect(shown(play)).to.deep.equal([99, 2]);
  });

  it('TY15 nobody is shown in a room that begins anew, is left or denied, or once the client stops', () => {
    const start = (log: RoomLog) => typist('start', log.head);
    const { play, log } = following();
    play.frame(start(log), log.reset());
    expect(shown(play)).to.deep.equal([]);
    play.frame(log.live(), start(log)).take({ type: 'closeRoom', roomId: ROOM });
    expect(shown(play)).to.deep.equal([]);
    play.take({ type: 'openRoom', roomId: ROOM }).frame(log.live(), start(log));
    expect(shown(play)).to.deep.equal([2]);
    const stream = roomStream(ROOM);
    play.frame({ type: 'denied', stream, code: 'not_found', message: 'Gone.' });
    expect(shown(play)).to.deep.equal([]);
    const { play: other, log: same } = following();
    other.frame(start(same)).take({ type: 'stop' });
    expect(shown(other)).to.deep.equal([]);
  });

  it('TY15 nobody is shown once the device has slept, whatever its clock makes of that', () => {
    const { play, log } = following();
    play.frame(typist('start', log.head)).take({ type: 'slept' });
    expect(shown(play)).to.deep.equal([]);
  });

  it('TY15 who signs in next is shown nothing of it', () => {
    const { play, log } = following();
    play.frame(typist('start', log.head)).lose();
    play.connect(person(9));
    expect(shown(play)).to.deep.equal([]);
  });

  it('TY16 what comes late, of a start before the one that is shown, says nothing', () => {
    const { play, log } = following();
    play.frame(typist('start', log.head)).pass(3_000);
    play.frame(typist('stop', log.head - 1), typist('start', log.head - 1)).pass(2_999);
    expect(shown(play)).to.deep.equal([2]);
    play.pass(1);
    expect(shown(play)).to.deep.equal([]);
  });

  it('TY20 in a room of more than fifty people nobody is shown, and nothing is said', () => {
    const { play, log } = following();
    play.frame(peopled(TYPING_PEOPLE_MAX + 1), typist('start', log.head));
    types(play);
    expect(shown(play)).to.deep.equal([]);
    expect(said(play)).to.deep.equal([]);
    play.frame(peopled(TYPING_PEOPLE_MAX), typist('start', log.head));
    types(play);
    expect(shown(play)).to.deep.equal([2]);
    expect(said(play)).to.deep.equal([`start ${log.head}`]);
  });
});

describe('core/client: what is said of the own typing', () => {
  it('TY9 a start is said at most every three seconds, and only while the person types', () => {
    const { play, log } = following();
    for (let key = 0; key < 35; key += 1) types(play).pass(200);
    // At 0, 3 and 6 s. The last key was typed at 6.8 s.
    expect(said(play)).to.deep.equal([0, 1, 2].map(() => `start ${log.head}`));
    play.pass(20_000);
    expect(said(play)).to.deep.equal([]);
  });

  it('TY9 it is said once the room is live, if it was typed just before, and else not', () => {
    const { play, log } = following();
    play.lose();
    types(play).pass(500);
    play.connect();
    expect(said(play)).to.deep.equal([]);
    play.frame(log.live());
    expect(said(play)).to.deep.equal([`start ${log.head}`]);
    play.lose();
    types(play.pass(5_000)).pass(TYPING_REPEAT_MS);
    play.connect().frame(log.live());
    expect(said(play)).to.deep.equal([]);
  });

  it('TY9 nothing is said while an own message in the room is unconfirmed', () => {
    const { play, log } = following();
    play.take({ type: 'post', roomId: ROOM, id: 'mine' as never, body: 'Hello' });
    types(play);
    play.take({ type: 'kept', userId: ME, id: 'mine' as never });
    play.take({ type: 'claimed', userId: ME, id: 'mine' as never, claim: 'granted' });
    expect(said(play)).to.deep.equal([]);
    const [command] = play.sent('command');
    const value = { messageId: 900 as never, roomId: ROOM, seq: log.head + 1, at: 5 };
    const outcome = { ok: true, value: { ...value, result: 'created' } } as never;
    play.frame({ type: 'answer', id: command?.id ?? -1, name: 'post', outcome });
    // TY10 The fence is the place that the answer names: the log has not brought it yet.
    expect(said(play)).to.deep.equal([`start ${log.head + 1}`]);
  });

  it('TY10 the fence is what is applied of the room, or the place of the last own message', () => {
    const { play, log } = following();
    types(play);
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(log.head, log.head)).pass(TYPING_REPEAT_MS);
    types(play);
    expect(said(play)).to.deep.equal([`start ${log.head - 1}`, `start ${log.head}`]);
  });

  it('TY11 a stop with the fence of the start is said when all is wiped out, elsewhere or left', () => {
    const { play, log } = following();
    types(play);
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(log.head, log.head)).take({ type: 'leftOff', roomId: ROOM });
    const fence = log.head - 1;
    expect(said(play)).to.deep.equal([`start ${fence}`, `stop ${fence}`]);
    play.take({ type: 'leftOff', roomId: ROOM });
    expect(said(play)).to.deep.equal([]);
    types(play.pass(TYPING_REPEAT_MS)).take({ type: 'typed', roomId: 7 as never });
    expect(said(play)).to.deep.equal([`start ${log.head}`, `stop ${log.head}`]);
    types(play.pass(TYPING_REPEAT_MS)).take({ type: 'closeRoom', roomId: ROOM });
    expect(said(play)).to.deep.equal([`start ${log.head}`, `stop ${log.head}`]);
  });

  it('TY11 what is begun again at once is said three seconds after the last start', () => {
    const { play, log } = following();
    const [start, stop] = [`start ${log.head}`, `stop ${log.head}`];
    types(play).pass(1_000).take({ type: 'leftOff', roomId: ROOM });
    types(play.pass(500)).pass(1_499);
    expect(said(play)).to.deep.equal([start, stop]);
    play.pass(1);
    expect(said(play)).to.deep.equal([start]);
  });

  it('TY11 what is sent needs no stop, and after a lost connection none is owed', () => {
    const { play, log } = following();
    types(play).take({ type: 'post', roomId: ROOM, id: 'mine' as never, body: 'Hello' });
    play.take({ type: 'leftOff', roomId: ROOM }).pass(20_000);
    expect(said(play)).to.deep.equal([`start ${log.head}`]);
    const { play: other, log: same } = following();
    types(other).lose().connect().frame(same.live()).take({ type: 'leftOff', roomId: ROOM });
    expect(said(other)).to.deep.equal([`start ${same.head}`]);
  });
});
