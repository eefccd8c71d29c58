import { expect } from 'chai';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import { roomStream, type MessageId } from '../../../core/vocabulary/ids.js';
import type { Message } from '../../../core/vocabulary/messages.js';
import type { PageAnswer } from '../../../core/client/inputs.js';
import { PLACES_AHEAD_MAX, STATES_AHEAD_MAX } from '../../../core/client/limits.js';
import { following, room } from './following.js';
import { accept, claimed, item, kept, retry, sent, stateOf, stored } from './outbox-acts.js';
import { ME, Play } from './play.js';
import { PAGE_MESSAGES, ROOM, RoomLog } from './room-log.js';

const INTERVAL_MS = 25_000;
const POSTS = 8;

/** The same log up to where a copy was taken, and one message of somebody else after it. */
function restored(copied: number, more = 0): RoomLog {
  const log = new RoomLog();
  for (let post = 1; post < copied; post += 1) log.add({ do: 'post', by: 2 });
  for (let post = 0; post < more; post += 1) log.add({ do: 'post', by: 3, key: `other-${post}` });
  return log;
}

/** Lets time pass in which other things are heard: the connection lives. */
function pass(play: Play, ms: number, heads: number): void {
  for (let left = ms; left > 0; left -= 10_000)
    play.pass(Math.min(left, 10_000)).frame(pong(heads));
}

function pong(seq: number) {
  return { type: 'pong', n: 1, heads: [[roomStream(ROOM), seq]] } as const;
}

/** An own message that was acknowledged at a place, which the room's stream has yet to bring. */
function acknowledged(seq: number): { play: Play; log: RoomLog } {
  const { play, log } = following(POSTS - 1);
  accept(play, sent(play, 'mine'), seq);
  expect(stateOf(play, 'mine')).to.equal('confirmed');
  return { play, log };
}

function expectGivenBack(play: Play): void {
  expect(item(play, 'mine')?.state).to.deep.include({ kind: 'failed' });
  expect(item(play, 'mine')?.state).to.have.nested.property('refusal.code', 'stale_position');
  expect(item(play, 'mine')).to.include({ uncertain: false });
  const [put] = play.took('put').filter(({ task }) => task === 'mark');
  expect(put?.entry).to.include({ clientMessageId: 'mine', state: 'failed' });
  expect(timelineRows(play.state, ROOM).at(-1)).to.deep.include({ key: 'own:mine' });
  expect(play.sent('command')).to.deep.equal([]);
}

/** From where the room was asked for since the last look. */
function joined(play: Play): readonly (number | null)[] {
  const joins = play.sent('join').filter(({ stream }) => stream === roomStream(ROOM));
  return joins.map(({ position }) => position?.seq ?? null);
}

function shownOf(play: Play, id: number): Message | undefined {
  return room(play).timeline.messages.find((message) => message.id === id);
}

/** Takes a page in, as one server or another has it. */
function bring(play: Play, log: RoomLog): void {
  const [asked] = play.took('request');
  if (asked === undefined) throw new Error('nothing was asked for');
  const { roomId, ticket, path } = asked;
  const answer: PageAnswer = { page: log.page(path), people: [] };
  play.take({ type: 'page', roomId, ticket, answer });
}

describe('core/client after a restore', () => {
  it('OB51 a message whose place is another’s is given back to its author, and kept', () => {
    const { play } = acknowledged(POSTS + 1);
    play.frame(restored(POSTS, 1).run(POSTS + 1, POSTS + 1));
    expectGivenBack(play);
  });

  it('OB51 one whose id is given to another message in another place is given back as well', () => {
    const { play } = following(POSTS - 1);
    const messageId = (99 + POSTS + 1) as MessageId;
    accept(play, sent(play, 'mine'), { seq: POSTS + 2, messageId });
    const other = restored(POSTS, 2);
    play.frame(other.run(POSTS + 1, POSTS + 1));
    expect(stateOf(play, 'mine')).to.equal('confirmed');
    play.frame(other.run(POSTS + 2, POSTS + 2));
    expectGivenBack(play);
  });

  it('OB51 one whose id and place an own message of later has is given back, and that is confirmed', () => {
    const { play } = acknowledged(POSTS + 1);
    play.lose().pass(2_000).connect();
    sent(play, 'later');
    const other = restored(POSTS);
    other.add({ do: 'post', by: ME, key: 'later' });
    play.frame(other.live(), other.run(POSTS + 1, POSTS + 1));
    expect(item(play, 'later')).to.equal(undefined);
    expectGivenBack(play);
  });

  it('OB51 one that was acknowledged beyond what a restored log has is given back with its snapshot', () => {
    const { play } = acknowledged(POSTS + 1);
    play.lose().pass(2_000).connect();
    const other = restored(POSTS - 2);
    play.frame({ ...other.reset(), undone: true }, other.live());
    expectGivenBack(play);
  });

  it('OB51 one that the snapshot of a restored log has stays confirmed, and so does one of after it', () => {
    const { play } = acknowledged(POSTS + 1);
    play.lose().pass(2_000).connect();
    const other = restored(POSTS - 2);
    accept(play, sent(play, 'later'), POSTS + 2);
    other.add({ do: 'post', by: ME, key: 'mine' });
    play.frame({ ...other.reset(), undone: true });
    expect(item(play, 'mine')).to.equal(undefined);
    expect(stateOf(play, 'later')).to.equal('confirmed');
  });

  it('OB51 one that a later connection than the undone place has confirmed is asked for again', () => {
    const { play } = following(POSTS - 1);
    play.lose().pass(2_000).connect();
    accept(play, sent(play, 'mine'), POSTS + 1);
    // The join of that connection came to nothing.
    play.lose().pass(2_000).connect();
    play.effects = [];
    const other = restored(POSTS - 2);
    other.add({ do: 'post', by: ME, key: 'mine' });
    for (let post = 0; post < 2 * POSTS; post += 1) other.add({ do: 'post', by: 2 });
    play.frame({ ...other.reset(), undone: true }, other.live());
    expect(item(play, 'mine')?.state).to.deep.equal({ kind: 'unconfirmed' });
    expect(item(play, 'mine')).to.include({ uncertain: true });
    const puts = play.took('put').map(({ task, entry }) => [task, entry.state]);
    expect(puts).to.deep.equal([['keep', 'sending']]);
    kept(play, 'mine');
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['mine']);
    claimed(play, 'mine');
    const [said] = play.sent('command');
    if (said === undefined) throw new Error('it is said again');
    accept(play, said, POSTS - 1);
    expect(item(play, 'mine')).to.equal(undefined);
  });

  it('OB51 a snapshot of who was merely behind gives nothing back', () => {
    const { play, log } = acknowledged(POSTS + 1);
    log.add({ do: 'post', by: ME, key: 'mine' });
    for (let post = 0; post < 10; post += 1) log.add({ do: 'post', by: 2 });
    play.frame(log.reset(), log.live());
    expect(item(play, 'mine')).to.equal(undefined);
  });

  it('OB51 one beyond the end of a log that goes on is asked for after a heartbeat, and given back then', () => {
    const { play, log } = acknowledged(POSTS + 1);
    play.lose().pass(2_000).connect().frame(log.live());
    joined(play);
    pass(play, INTERVAL_MS - 1, POSTS);
    expect(stateOf(play, 'mine')).to.equal('confirmed');
    play.pass(1);
    expect(joined(play)).to.deep.equal([POSTS]);
    play.frame(log.live());
    expectGivenBack(play);
    pass(play, 3 * INTERVAL_MS, POSTS);
    expect(joined(play)).to.deep.equal([]);
  });

  it('OB51 one that was merely lost on its way comes with that join, and is nobody’s choice', () => {
    const { play, log } = acknowledged(POSTS + 1);
    log.add({ do: 'post', by: ME, key: 'mine' });
    play.frame(pong(POSTS));
    pass(play, INTERVAL_MS, POSTS);
    expect(joined(play)).to.have.length(1);
    play.frame(log.run(POSTS + 1, POSTS + 1), log.live());
    expect(item(play, 'mine')).to.equal(undefined);
    expect(timelineRows(play.state, ROOM).at(-1)).to.deep.include({ key: 'own:mine' });
  });

  it('OB51 what was given back is sent again when its author says so, and found in the log', () => {
    const { play } = acknowledged(POSTS + 1);
    const other = restored(POSTS, 1);
    play.frame(other.run(POSTS + 1, POSTS + 1));
    play.effects = [];
    retry(play, 'mine');
    kept(play, 'mine');
    expect(play.took('claim').map(({ id }) => id)).to.deep.equal(['mine']);
    other.add({ do: 'post', by: ME, key: 'mine' });
    play.frame(other.run(POSTS + 2, POSTS + 2));
    expect(item(play, 'mine')).to.equal(undefined);
  });

  it('OB51 it is still given back after a reload', () => {
    const refusal = { code: 'stale_position', message: 'Another history.' } as const;
    const entries = [stored('mine', { state: 'failed', refusal })];
    const play = new Play().connect().take({ type: 'loaded', userId: ME, entries, drafts: [] });
    expect(item(play, 'mine')?.state).to.deep.equal({ kind: 'failed', refusal });
  });

  it('CL51 a page ahead of a log that ends before it is believed for a heartbeat and a join, and no longer', () => {
    const { play, log } = following(20);
    const ahead = new RoomLog();
    for (let post = 0; post < 20; post += 1) ahead.add({ do: 'post', by: 2 });
    ahead.add({ do: 'delete', message: 14 });
    play.take({ type: 'loadOlder', roomId: ROOM });
    bring(play, ahead);
    const shown = () => room(play).timeline.messages.map(({ id }) => Number(id));
    expect(shown(), 'it was deleted, and that was undone').to.not.include(115);
    play.lose().pass(2_000).connect().frame(log.live());
    joined(play);
    pass(play, INTERVAL_MS, log.head);
    expect(joined(play)).to.deep.equal([log.head]);
    play.frame(log.live());
    expect(joined(play)).to.deep.equal([null]);
    play.frame(log.reset(), log.live());
    play.take({ type: 'loadOlder', roomId: ROOM });
    bring(play, log);
    expect(shown()).to.include(115);
    pass(play, 3 * INTERVAL_MS, log.head);
    expect(joined(play)).to.deep.equal([]);
  });

  it('CL53 a snapshot that a page has overtaken brings back neither text nor message', () => {
    const { play, log } = following(20);
    const late = log.reset();
    log.add({ do: 'edit', message: 18 });
    log.add({ do: 'delete', message: 17 });
    play.take({ type: 'showAround', roomId: ROOM, messageId: 119 as MessageId });
    bring(play, log);
    expect(shownOf(play, 119)).to.include({ revision: 2 });
    play.frame(late);
    expect(shownOf(play, 119), 'its edit has come with the page').to.include({ revision: 2 });
    expect(room(play).timeline.messages.map(({ id }) => id)).to.deep.equal([117, 119, 120]);
    play.frame(log.run(22, 23));
    expect(room(play).timeline.messages.filter(({ state }) => state === 'live')).to.deep.equal(
      log.liveAt(log.head).slice(-3),
    );
    expect(joined(play)).to.deep.equal([]);
  });

  it('CL53 what came and was deleted before a page that is shown comes with no snapshot and no event', () => {
    const { play, log } = following(20);
    log.add({ do: 'post', by: 2 });
    const late = log.reset();
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'delete', message: 20 });
    log.add({ do: 'delete', message: 20 });
    log.add({ do: 'post', by: 2 });
    const ids = () => room(play).timeline.messages.map(({ id }) => Number(id));
    play.take({ type: 'showAround', roomId: ROOM, messageId: 119 as MessageId });
    bring(play, log);
    expect(ids().slice(-2), 'as the page has them').to.deep.equal([120, 123]);
    play.frame(late);
    expect(ids().at(-1), 'as the snapshot has them').to.equal(120);
    play.frame(log.run(23, 23));
    expect(ids().at(-1), 'as the event has them').to.equal(120);
    play.frame(log.run(24, log.head));
    expect(ids().slice(-2)).to.deep.equal([120, 123]);
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(log.head).slice(-ids().length));
    expect(joined(play)).to.deep.equal([]);
  });

  it('CL53 what a page that is ahead did not reach is shown by a snapshot as it was', () => {
    const { play, log } = following(60);
    const late = log.reset();
    log.add({ do: 'delete', message: 58 });
    const oldest = room(play).timeline.messages[0]?.id;
    play.take({ type: 'loadOlder', roomId: ROOM });
    bring(play, log);
    play.frame(late);
    expect(room(play).timeline.messages[0]?.id).to.equal(oldest);
    expect(room(play).timeline.messages.map(({ id }) => Number(id))).to.include(159);
  });

  it('CL53 a page ahead of a snapshot that says that its place was undone leaves nothing', () => {
    const { play, log } = following(20);
    const late = log.reset();
    log.add({ do: 'edit', message: 18 });
    play.take({ type: 'showAround', roomId: ROOM, messageId: 119 as MessageId });
    bring(play, log);
    play.frame({ ...late, undone: true });
    expect(shownOf(play, 119)).to.include({ revision: 1 });
    expect(room(play).ahead).to.deep.equal([]);
  });

  it('CL54 pages are shown while the log is behind, 64 of them, and the next one is refused', () => {
    const { play, log } = following(20);
    for (let page = 0; page < PLACES_AHEAD_MAX; page += 1) {
      log.add({ do: 'edit', message: 18 });
      play.take({ type: 'showAround', roomId: ROOM, messageId: 119 as MessageId });
      bring(play, log);
      expect(shownOf(play, 119)).to.include({ revision: 2 + page });
    }
    log.add({ do: 'edit', message: 18 });
    play.take({ type: 'showAround', roomId: ROOM, messageId: 119 as MessageId });
    bring(play, log);
    expect(play.took('request'), 'it is not asked for again').to.deep.equal([]);
    expect(room(play).timeline).to.include({ loading: null });
    expect(room(play).timeline.pageRefusal).to.include({ code: 'busy' });
    play.frame(log.run(22, log.head));
    expect(room(play).ahead).to.deep.equal([]);
    play.take({ type: 'showAround', roomId: ROOM, messageId: 119 as MessageId });
    bring(play, log);
    expect(room(play).timeline).to.include({ pageRefusal: null });
  });

  it('CL54 of pages that are ahead 800 messages are remembered, and the first are forgotten', () => {
    const messages = STATES_AHEAD_MAX + 4 * PAGE_MESSAGES;
    const { play, log } = following(messages);
    for (let message = 0; message < messages; message += 1) log.add({ do: 'edit', message });
    const remembered = () => room(play).ahead.flatMap(({ states }) => states);
    while (room(play).timeline.olderExist) {
      play.take({ type: 'loadOlder', roomId: ROOM });
      bring(play, log);
      expect(remembered().length).to.be.at.most(STATES_AHEAD_MAX);
      const reaches = room(play).ahead.flatMap((place) => place.reaches);
      expect(reaches.flatMap(({ shown }) => shown).length).to.be.at.most(STATES_AHEAD_MAX);
      expect(reaches.at(-1)?.to, 'the newest is there').to.be.above(0);
    }
    expect(remembered()).to.have.lengthOf(STATES_AHEAD_MAX);
    expect(remembered().at(-1)?.id).to.equal(room(play).timeline.messages[PAGE_MESSAGES - 1]?.id);
  });

  it('CL31 a room whose log contradicts a page that is ahead begins anew, after a snapshot too', () => {
    const { play, log } = following(20);
    const ahead = restored(log.head, 1);
    ahead.add({ do: 'edit', message: 18 });
    const late = log.reset();
    play.take({ type: 'showAround', roomId: ROOM, messageId: 119 as MessageId });
    bring(play, ahead);
    play.frame(late);
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(22, 23));
    expect(joined(play)).to.deep.equal([null]);
    play.frame(log.reset(), log.live());
    expect(shownOf(play, 119)).to.include({ revision: 1 });
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(log.head).slice(-4));
  });

  it('CL52 a page as of a place that was passed since is shown only if it was read of this log', () => {
    const { play, log } = following(20);
    play.take({ type: 'loadOlder', roomId: ROOM });
    const shown = room(play).timeline.messages;
    const other = restored(log.head, 1);
    log.add({ do: 'post', by: 2 });
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(22, 23));
    bring(play, other);
    expect(room(play).timeline.messages.slice(0, shown.length)).to.deep.equal(shown);
    bring(play, log);
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(23).slice(-10));
  });
});
