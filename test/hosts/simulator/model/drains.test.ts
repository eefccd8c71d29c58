import { expect } from 'chai';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import { created, modelOf, sentPost, storedPost, violated } from './histories.js';

function twoTabs(): Model {
  const model = modelOf(created());
  for (const tab of ['c1.1', 'c1.2']) model.drains.opened(tab);
  return model;
}

describe('who drains an outbox', () => {
  it('SI43 an entry of a tab that has closed may be taken over and sent', () => {
    const model = twoTabs();
    model.drains.kept(storedPost(1, 'c1.1'));
    model.drains.closed('c1.1');
    model.drains.kept(storedPost(1, 'c1.2'));
    model.drains.sent('c1.2', sentPost(1));
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI43 so may one of a page that is gone though its tab shows another', () => {
    const model = twoTabs();
    model.drains.kept(storedPost(1, 'c1.1'));
    model.drains.closed('c1.1');
    model.drains.opened('c1.1');
    model.drains.kept(storedPost(1, 'c1.2'));
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI43 an entry that is taken from a tab that lives, or sent by another, is S-OUTBOX', () => {
    const taken = twoTabs();
    taken.drains.kept(storedPost(1, 'c1.1'));
    taken.drains.kept(storedPost(1, 'c1.2'));
    expect(violated(taken)).to.deep.equal(['S-OUTBOX']);
    const sent = twoTabs();
    sent.drains.kept(storedPost(1, 'c1.1'));
    sent.drains.sent('c1.2', sentPost(1));
    expect(violated(sent)).to.deep.equal(['S-OUTBOX']);
  });
});
