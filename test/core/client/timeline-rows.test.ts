import { expect } from 'chai';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import type { MessageId } from '../../../core/vocabulary/ids.js';
import { GARDEN, accept, claimed, kept, online, post, sent, stateOf } from './outbox-acts.js';
import { ME } from './play.js';
import { ROOM, RoomLog } from './room-log.js';

describe('core/client timeline rows', () => {
  it('OB14 an own message is shown exactly once from writing to the log, whichever comes first', () => {
    for (const order of ['answer first', 'log first'] as const) {
      const log = new RoomLog();
      const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
      const keys = (): readonly string[] => timelineRows(play.state, ROOM).map(({ key }) => key);
      const expected = ['own:a'];
      post(play, 'a');
      expect(keys()).to.deep.equal(expected);
      kept(play, 'a');
      claimed(play, 'a');
      const [frame] = play.sent('command');
      if (frame === undefined) throw new Error('it was not sent');
      log.add({ do: 'post', by: ME, key: 'a' });
      const steps = [() => accept(play, frame), () => play.frame(log.run(2, 2))];
      for (const step of order === 'answer first' ? steps : steps.toReversed()) {
        step();
        expect(keys(), order).to.deep.equal(expected);
      }
      expect(timelineRows(play.state, ROOM).map(({ kind }) => kind)).to.deep.equal(['message']);
    }
  });

  it('OB14 an acknowledged message stays in view until the timeline has it', () => {
    const log = new RoomLog();
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    accept(play, sent(play, 'a'));
    expect(stateOf(play, 'a')).to.equal('confirmed');
    log.add({ do: 'post', by: ME, key: 'a' });
    log.add({ do: 'edit', message: 0 });
    play.frame(log.run(2, 2));
    expect(timelineRows(play.state, ROOM).map(({ kind }) => kind)).to.deep.equal(['pending']);
    play.frame(log.run(3, 3));
    expect(timelineRows(play.state, ROOM).map(({ kind }) => kind)).to.deep.equal(['message']);
    expect(play.state.outbox).to.deep.equal([]);
  });

  it('OB14 rows are messages in order, then what waits in order of writing', () => {
    const log = new RoomLog();
    log.add({ do: 'post', by: 2, key: 'b' });
    log.add({ do: 'post', by: ME, key: 'z' });
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    post(play, 'c');
    post(play, 'b');
    post(play, 'elsewhere', { roomId: GARDEN });
    const keys = timelineRows(play.state, ROOM).map(({ key }) => key);
    expect(keys).to.deep.equal(['message:101', 'own:z', 'own:c', 'own:b']);
  });

  it('OB15 who writes while reading far back is shown the newest messages', () => {
    const log = new RoomLog();
    for (let count = 0; count < 20; count += 1) log.add({ do: 'post', by: 2 });
    const play = online().take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
    play.take({ type: 'showAround', roomId: ROOM, messageId: 103 as MessageId });
    const [around] = play.took('request');
    if (around === undefined) throw new Error('nothing was asked for');
    const answer = { page: log.page(around.path), people: [] };
    play.take({ type: 'page', roomId: ROOM, ticket: around.ticket, answer });
    post(play, 'a');
    expect(play.took('request').map(({ path }) => path)).to.deep.equal([
      '/rooms/1/messages?at_least=21',
    ]);
  });
});
