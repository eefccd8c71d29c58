import { expect } from 'chai';
import type { TypistFrame } from '../../../../core/vocabulary/frames.js';
import type { UserId } from '../../../../core/vocabulary/ids.js';
import { created, deleted, modelOf, posted, ANA, ROOM, violated } from './histories.js';

const person = { id: ANA, name: 'Ana', role: 'member', version: 1 } as const;
const START: TypistFrame = { type: 'typist', roomId: ROOM, person, act: 'start', fence: 2 };

describe('the model of typing', () => {
  const shown = { client: 'c2', userId: 2 as UserId, roomId: ROOM, typists: [{ userId: ANA }] };

  it('SI60 a message at the fence, one that is not applied and one that is gone end nothing', () => {
    const model = modelOf(created(), posted(1), posted(2), deleted(2, 4), posted(3, { seq: 5 }));
    model.typists.came('c2', START);
    for (const cursor of [2, 4]) model.typists.shown({ ...shown, cursor });
    expect(violated(model)).to.deep.equal([]);
    model.typists.shown({ ...shown, cursor: 5 });
    expect(violated(model)).to.deep.equal(['S-TYPING-TTL']);
  });

  it('SI60 a stop of an older start undoes nothing, and one page’s starts are no other’s', () => {
    const model = modelOf(created());
    model.typists.came('c2', START);
    model.typists.came('c2', { ...START, act: 'stop', fence: 1 });
    model.typists.shown({ ...shown, cursor: 1 });
    expect(violated(model)).to.deep.equal([]);
    model.typists.shown({ ...shown, client: 'c3', cursor: 1 });
    expect(violated(model)).to.deep.equal(['S-TYPING-TTL']);
  });

  it('SI60 a stop is told by whoever ends, and what a page showed goes with the page', () => {
    const model = modelOf(created());
    const start = { type: 'typing', roomId: ROOM, act: 'start', fence: 2 } as const;
    model.starts.serverGot('c1#1', start);
    model.starts.published(START);
    model.starts.published({ ...START, act: 'stop' });
    model.starts.serverClosed('c1#1');
    model.starts.look();
    model.typists.came('c2', START);
    model.typists.shown({ ...shown, cursor: 1 });
    model.pageEnded('c2');
    model.typists.checkQuiet('c2');
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI60 a stop above a start undoes it, if it is told after it', () => {
    const start = { type: 'typing', roomId: ROOM, act: 'start', fence: 2 } as const;
    const above = { ...START, act: 'stop', fence: 3 } as const;
    for (const isFirst of [false, true]) {
      const model = modelOf(created());
      if (isFirst) model.starts.published(above);
      model.starts.serverGot('c1#1', start);
      model.starts.published(START);
      model.starts.serverGot('c1#1', { ...start, act: 'stop' });
      if (!isFirst) model.starts.published(above);
      model.starts.look();
      expect(violated(model)).to.deep.equal(isFirst ? ['S-TYPING-TTL'] : []);
    }
  });
});
