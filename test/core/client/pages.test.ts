import { expect } from 'chai';
import type { Effect } from '../../../core/client/effects.js';
import type { MessageId } from '../../../core/vocabulary/ids.js';
import type { MessagePage } from '../../../core/vocabulary/messages.js';
import { following, room } from './following.js';
import { Play } from './play.js';
import { ROOM, RoomLog } from './room-log.js';

/** Of these a snapshot shows the newest four. */
const POSTS = 20;

type Request = Extract<Effect, { type: 'request' }>;

function request(play: Play): Request {
  const [asked] = play.took('request');
  if (asked === undefined) throw new Error('nothing was asked for');
  return asked;
}

function bring(play: Play, { ticket }: Request, page: MessagePage): void {
  play.take({ type: 'page', roomId: ROOM, ticket, answer: { page, people: [] } });
}

describe('core/client pages', () => {
  it('CL15 the page before the oldest message is asked for once, as of no earlier than the position', () => {
    const { play, log } = following(POSTS);
    play.take({ type: 'loadOlder', roomId: ROOM }).take({ type: 'loadOlder', roomId: ROOM });
    const asked = play.took('request');
    expect(asked.map(({ path }) => path)).to.deep.equal([
      '/rooms/1/messages?before=117&at_least=21',
    ]);
    expect(room(play).timeline.loading).to.equal('older');
    const [first] = asked;
    if (first !== undefined) bring(play, first, log.page(first.path));
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(21).slice(-8));
    expect(room(play).timeline.loading).to.equal(null);
  });

  it('CL31 a page of another log than what is applied is asked for again, and not shown', () => {
    const { play, log } = following(POSTS);
    const shown = room(play).timeline.messages;
    play.take({ type: 'loadOlder', roomId: ROOM });
    const asked = request(play);
    bring(play, asked, { ...log.page(asked.path), digest: '0'.repeat(64) });
    expect(room(play).timeline.messages).to.deep.equal(shown);
    const again = request(play);
    expect(again.path).to.equal(asked.path);
    bring(play, again, log.page(again.path));
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(21).slice(-8));
  });

  it('CL31 a room begins anew before an event that contradicts a page which is shown', () => {
    const { play, log } = following(POSTS);
    const other = new RoomLog();
    for (let post = 1; post <= POSTS + 2; post += 1) other.add({ do: 'post', by: 3 });
    play.take({ type: 'loadOlder', roomId: ROOM });
    const asked = request(play);
    bring(play, asked, other.page(asked.path));
    log.add({ do: 'post', by: 1 });
    play.frame(log.run(22, 22));
    expect(room(play).follow.applied?.seq).to.equal(22);
    log.add({ do: 'post', by: 2 });
    play.took('send');
    play.frame(log.run(23, 23));
    expect(room(play).follow.applied?.seq).to.equal(22);
    expect(play.sent('join').at(-1)).to.deep.include({ position: null });
    play.frame(log.reset(), log.live());
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(23).slice(-4));
  });

  it('CL16 a page that is older than an edit or deletion brings neither text nor message back', () => {
    const { play, log } = following(POSTS);
    play.take({ type: 'loadOlder', roomId: ROOM });
    const asked = request(play);
    const page = log.page(asked.path);
    log.add({ do: 'edit', message: 12 });
    log.add({ do: 'delete', message: 13 });
    play.frame(log.run(22, 23));
    bring(play, asked, page);
    const shown = room(play).timeline.messages.filter(({ state }) => state === 'live');
    expect(shown).to.deep.equal(log.liveAt(23).slice(-7));
  });

  it('CL16 when more has changed than is recorded, the page is asked for again, three times at most', () => {
    const { play, log } = following(POSTS);
    play.take({ type: 'loadOlder', roomId: ROOM });
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const asked = request(play);
      const from = log.head + 1;
      for (let edit = 0; edit <= 500; edit += 1) log.add({ do: 'edit', message: 3 });
      play.frame(log.run(from, log.head));
      bring(play, asked, log.page(asked.path));
    }
    expect(room(play).timeline).to.deep.include({ loading: null });
    expect(room(play).timeline.pageRefusal?.code).to.equal('busy');
    expect(room(play).timeline.messages).to.have.length(4);
  });

  it('CL16 a page is shown beside as many changes as are recorded', () => {
    const { play, log } = following(POSTS);
    play.take({ type: 'loadOlder', roomId: ROOM });
    const asked = request(play);
    const page = log.page(asked.path);
    for (let edit = 1; edit <= 500; edit += 1) log.add({ do: 'edit', message: 15 });
    play.frame(log.run(22, log.head));
    bring(play, asked, page);
    expect(room(play).timeline.loading).to.equal(null);
    const { messages } = room(play).timeline;
    expect(messages).to.have.length.above(4);
    expect(messages).to.deep.equal(log.liveAt(log.head).slice(-messages.length));
  });

  it('CL17 a stretch that does not reach the newest takes nothing new at its end until it does', () => {
    const { play, log } = following(POSTS);
    play.take({ type: 'showAround', roomId: ROOM, messageId: 105 as MessageId });
    const around = request(play);
    bring(play, around, log.page(around.path));
    expect(room(play).timeline.newerExist).to.equal(true);
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(22, 22));
    expect(room(play).timeline.messages.at(-1)?.id).to.equal(109);
    while (room(play).timeline.newerExist) {
      play.take({ type: 'loadNewer', roomId: ROOM });
      const newer = request(play);
      bring(play, newer, log.page(newer.path));
    }
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(22));
    log.add({ do: 'post', by: 2 });
    play.frame(log.run(23, 23));
    expect(room(play).timeline.messages.at(-1)?.seq).to.equal(23);
  });

  it('CL18 what was asked for before the first snapshot is asked of the server after it', () => {
    const log = new RoomLog();
    for (let post = 0; post < 20; post += 1) log.add({ do: 'post', by: 2 });
    const play = new Play().connect().load().take({ type: 'openRoom', roomId: ROOM });
    play.take({ type: 'showAround', roomId: ROOM, messageId: 105 as MessageId });
    expect(play.took('request')).to.deep.equal([]);
    play.frame(log.reset(), log.live());
    expect(request(play).path).to.equal('/rooms/1/messages?around=105&at_least=21');
  });

  it('CL19 a page that does not come says why, and may be asked for again', () => {
    const { play } = following(POSTS);
    play.take({ type: 'loadOlder', roomId: ROOM });
    const { ticket } = request(play);
    const refusal = { code: 'unavailable', message: 'No answer.' } as const;
    play.take({ type: 'pageFailed', roomId: ROOM, ticket, refusal });
    expect(room(play).timeline).to.deep.include({ loading: null, pageRefusal: refusal });
    play
      .take({ type: 'loadOlder', roomId: ROOM })
      .frame({ type: 'pong', n: 1, heads: [] })
      .pass(20_000);
    expect(room(play).timeline.pageRefusal?.code).to.equal('unavailable');
    play.take({ type: 'loadOlder', roomId: ROOM });
    expect(room(play).timeline).to.deep.include({ loading: 'older', pageRefusal: null });
  });

  it('CL19 a late page, or one of another room, is not shown', () => {
    const { play, log } = following(POSTS);
    play.take({ type: 'loadOlder', roomId: ROOM });
    const asked = request(play);
    const page = log.page(asked.path);
    bring(play, { ...asked, ticket: asked.ticket + 1 }, page);
    expect(room(play).timeline.messages).to.have.length(4);
    bring(play, asked, { ...page, roomId: 2 as never });
    expect(room(play).timeline.messages).to.have.length(4);
    expect(room(play).timeline.pageRefusal?.code).to.equal('protocol_violation');
    bring(play, asked, page);
    expect(room(play).timeline.messages).to.have.length(4);
  });

  it('CL19 a page beside what a snapshot has replaced is let go', () => {
    const { play, log } = following(POSTS);
    play.take({ type: 'loadOlder', roomId: ROOM });
    const asked = request(play);
    const page = log.page(asked.path);
    for (let post = 0; post < 9; post += 1) log.add({ do: 'post', by: 2 });
    play.frame(log.reset());
    expect(room(play).timeline.loading).to.equal(null);
    bring(play, asked, page);
    expect(room(play).timeline.messages).to.deep.equal(log.liveAt(log.head).slice(-4));
  });

  it('CL11 reading far back cuts the timeline at its new end', () => {
    const log = new RoomLog();
    for (let post = 0; post < 400; post += 1) log.add({ do: 'post', by: 2 });
    const play = new Play().connect().load().take({ type: 'openRoom', roomId: ROOM });
    play.frame(log.reset(), log.live());
    while (!room(play).timeline.newerExist) {
      play.take({ type: 'loadOlder', roomId: ROOM });
      const asked = request(play);
      bring(play, asked, log.page(asked.path));
    }
    expect(room(play).timeline.messages).to.have.length(300);
  });
});
