import { expect } from 'chai';
import { done, refused } from '../../../../core/vocabulary/errors.js';
import { answers, arrives, leads, twoReigns } from './bad-leaders.js';
import { ANA, keyOf, POST, posted, violated } from './histories.js';

const FIRST = { ...POST, clientMessageId: keyOf('key-1') };

describe('who leads', () => {
  it('SI45 what carries a term that was replaced before it arrived has no effect', () => {
    const model = twoReigns();
    arrives(model, 3, [FIRST, 1]);
    model.committed([posted(1)]);
    expect(violated(model)).to.deep.equal(['S-ONE-LEADER-EFFECT']);
  });

  it('SI45 leaders may overlap: one copy that was not stale is enough, and a refusal is right', () => {
    const model = twoReigns();
    arrives(model, 3, [FIRST, 1]);
    answers(model, 3, refused('stale_lease', 'no'));
    arrives(model, 4, [FIRST, 2]);
    model.committed([posted(1)]);
    answers(model, 4, done({ term: 9 }));
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI45 a copy that another tab says without a term may take effect, whatever the others carry', () => {
    const model = twoReigns();
    model.leaders.unfenced(ANA, FIRST.clientMessageId);
    arrives(model, 3, [FIRST, 1]);
    model.committed([posted(1)]);
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI45 what had arrived before the newer term was given out may take effect', () => {
    const model = twoReigns();
    arrives(model, 3, [FIRST, 2]);
    leads(model, 4, 3);
    model.committed([posted(1)]);
    answers(model, 3, done({ term: 9 }));
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI46 a term that does not grow is S-LEASE-FENCE, as is the newest refused as stale', () => {
    const again = twoReigns();
    leads(again, 3, 2);
    expect(violated(again)).to.deep.equal(['S-LEASE-FENCE']);
    const shut = twoReigns();
    arrives(shut, 3, [FIRST, 2]);
    answers(shut, 3, refused('stale_lease', 'no'));
    expect(violated(shut)).to.deep.equal(['S-LEASE-FENCE']);
  });

  it('SI46 a term may be stale for a leader that the server knows and nobody else yet', () => {
    const model = twoReigns();
    arrives(model, 3, [{ name: 'lead', profile: 'browser1' as never }]);
    arrives(model, 4, [FIRST, 2]);
    answers(model, 4, refused('stale_lease', 'no'));
    answers(model, 3, done({ term: 3 }));
    expect(violated(model)).to.deep.equal([]);
  });
});
