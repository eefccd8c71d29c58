import { expect } from 'chai';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { ACCOUNT, ME, Play } from './play.js';
import { ROOM } from './room-log.js';

describe('core/client drafts', () => {
  it('OB21 a draft is in view at once and on the device within half a second, only as it is then', () => {
    const play = new Play()
      .connect()
      .load()
      .frame(...ACCOUNT);
    play.take({ type: 'setDraft', roomId: ROOM, body: 'h' }).pass(499);
    play.take({ type: 'setDraft', roomId: ROOM, body: 'hello' });
    expect(play.state.drafts.get(ROOM)).to.equal('hello');
    expect(play.took('putDraft')).to.deep.equal([]);
    play.pass(1);
    expect(play.took('putDraft').map(({ draft }) => draft)).to.deep.equal([
      { roomId: ROOM, body: 'hello' },
    ]);
    play.take({ type: 'setDraft', roomId: ROOM, body: '' }).take({ type: 'flushDrafts' });
    expect(play.took('putDraft').map(({ draft }) => draft)).to.deep.equal([
      { roomId: ROOM, body: '' },
    ]);
    expect(play.state.drafts.size).to.equal(0);
  });

  it('OB30 what was wiped out before the device has answered does not come back', () => {
    const play = new Play().connect().frame(...ACCOUNT);
    play.take({ type: 'setDraft', roomId: ROOM, body: 'new' });
    play.take({ type: 'setDraft', roomId: ROOM, body: '' }).take({ type: 'flushDrafts' });
    const kept = [
      { roomId: ROOM, body: 'old' },
      { roomId: 2 as RoomId, body: 'other' },
    ];
    play.take({ type: 'loaded', userId: ME, entries: [], drafts: kept });
    expect([...play.state.drafts]).to.deep.equal([[2, 'other']]);
  });

  it('OB21 past 200 drafts the one begun first is forgotten', () => {
    const play = new Play()
      .connect()
      .load()
      .frame(...ACCOUNT);
    for (let id = 1; id <= 201; id += 1) {
      play.take({ type: 'setDraft', roomId: id as RoomId, body: 'half' });
    }
    expect(play.state.drafts.size).to.equal(200);
    expect(play.state.drafts.has(1 as RoomId)).to.equal(false);
  });
});
