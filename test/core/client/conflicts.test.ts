import { expect } from 'chai';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import type { ClientMessageId } from '../../../core/vocabulary/ids.js';
import {
  claimed,
  item,
  kept,
  online,
  post,
  refuse,
  retry,
  sent,
  stateOf,
  stored,
} from './outbox-acts.js';
import { ME, Play } from './play.js';
import { ROOM, RoomLog } from './room-log.js';

const NEW = 'a anew';
const TAKEN = { code: 'conflict', message: 'This id belongs to another message.' } as const;

describe('core/client outbox, in conflict', () => {
  it('OB24 a message whose id is taken is sent again under a new id, in its place', () => {
    const play = online();
    refuse(play, sent(play, 'a'), TAKEN);
    post(play, 'b');
    play.effects = [];
    retry(play, 'a');
    expect(play.state.outbox.map((entry) => entry.clientMessageId)).to.deep.equal([NEW, 'b']);
    expect(play.took('put').map(({ entry }) => entry.clientMessageId)).to.deep.equal([NEW]);
    expect(play.took('settle')).to.deep.equal([]);
    kept(play, NEW);
    expect(play.took('settle').map(({ id }) => id)).to.deep.equal(['a']);
    claimed(play, NEW);
    const bodies = play
      .sent('command')
      .map(({ command }) => command.name === 'post' && [command.clientMessageId, command.body]);
    expect(bodies).to.deep.equal([[NEW, 'body of a']]);
  });

  it('OB24 where the device has no room for the new id, the text stays and can be tried again', () => {
    const play = online();
    refuse(play, sent(play, 'a'), TAKEN);
    retry(play, 'a');
    const refusal = { code: 'limit_exceeded', message: 'At most 200 messages can wait.' } as const;
    play.effects = [];
    const id = NEW as ClientMessageId;
    play.take({ type: 'notStored', userId: ME, task: 'keep', id, refusal });
    expect(item(play, 'a')?.state).to.deep.equal({
      kind: 'rejected',
      refusal: { ...refusal, code: 'conflict' },
    });
    expect(play.took('settle')).to.deep.equal([]);
    retry(play, 'a', 'a again');
    kept(play, 'a again');
    claimed(play, 'a again');
    expect(play.sent('command')).to.have.length(1);
  });

  it('OB24 a message in memory alone is sent under a new id too; discarding leaves neither', () => {
    const play = online();
    const refusal = { code: 'unavailable', message: 'No storage.' } as const;
    const id = 'a' as ClientMessageId;
    post(play, 'a');
    play.take({ type: 'notStored', userId: ME, task: 'keep', id, refusal });
    const [frame] = play.sent('command');
    if (frame === undefined) throw new Error('it was not sent');
    refuse(play, frame, TAKEN);
    retry(play, 'a');
    expect(play.sent('command')).to.have.length(1);

    const other = online();
    refuse(other, sent(other, 'a'), TAKEN);
    retry(other, 'a');
    other.effects = [];
    other.take({ type: 'discard', id: NEW as ClientMessageId });
    expect(other.took('settle').map((settled) => settled.id)).to.deep.equal(['a', NEW]);
    expect(other.state.outbox).to.deep.equal([]);
  });

  it('OB25 another text under my id is another message: it confirms nothing, and both are shown', () => {
    for (const way of ['event', 'snapshot'] as const) {
      const log = new RoomLog();
      if (way === 'snapshot') log.add({ do: 'post', by: ME, key: 'a' });
      const play = online();
      post(play, 'a', { body: 'not what the log has' });
      play.take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
      if (way === 'event') {
        log.add({ do: 'post', by: ME, key: 'a' });
        play.frame(log.run(2, 2));
      }
      expect(stateOf(play, 'a'), way).to.equal('queued');
      kept(play, 'a');
      claimed(play, 'a');
      const [frame] = play.sent('command');
      if (frame === undefined) throw new Error('it was not sent');
      refuse(play, frame, TAKEN);
      const rows = timelineRows(play.state, ROOM);
      expect(rows.map(({ kind }) => kind)).to.deep.equal(['message', 'pending']);
      expect(new Set(rows.map(({ key }) => key)).size).to.equal(2);
    }
  });

  it('OB26 why a message was not sent, and whether it may be there, is known after a reload', () => {
    const play = online();
    refuse(play, sent(play, 'a'), TAKEN);
    const [kept] = play.took('put').filter(({ task }) => task === 'mark');
    expect(kept?.entry).to.include({ state: 'rejected' });
    expect(kept?.entry.refusal).to.deep.equal(TAKEN);
    const failed = { code: 'deadline_exceeded', message: 'It was not confirmed in time.' } as const;
    const entries = [
      stored('a', { order: 1, state: 'rejected', refusal: TAKEN }),
      stored('b', { order: 2, state: 'failed', refusal: failed }),
      stored('c', { order: 3 }),
    ];
    const later = new Play().connect().take({ type: 'loaded', userId: ME, entries, drafts: [] });
    expect(item(later, 'a')?.state).to.deep.equal({ kind: 'rejected', refusal: TAKEN });
    expect(item(later, 'b')?.state).to.deep.equal({ kind: 'failed', refusal: failed });
    expect(later.state.outbox.map(({ uncertain }) => uncertain)).to.deep.equal([true, true, false]);
  });

  it('OB26 a message that was never answered may be there; one that was always refused is not', () => {
    const unanswered = online();
    sent(unanswered, 'a');
    unanswered.pass(1_000).lose();
    unanswered.connect();
    expect(item(unanswered, 'a')?.uncertain).to.equal(true);
    const busy = online();
    refuse(busy, sent(busy, 'a'), { code: 'busy', message: 'Busy.', retryAfterMs: 200_000 });
    for (let beat = 0; beat < 13; beat += 1)
      busy.pass(10_000).frame({ type: 'pong', n: beat, heads: [] });
    expect(stateOf(busy, 'a')).to.equal('failed');
    expect(item(busy, 'a')?.uncertain).to.equal(false);
  });
});
