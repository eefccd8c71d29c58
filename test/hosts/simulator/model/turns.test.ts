import { expect } from 'chai';
import { Model } from '../../../../hosts/simulator/model/model.js';
import type { Lines } from '../../../../hosts/simulator/model/turns.js';
import { violated, WELCOME } from './histories.js';

describe('the turns of reads', () => {
  const PLACE = 'server@1';
  let now = 0;
  let model: Model;

  beforeEach(() => {
    now = 0;
    model = new Model(() => now);
  });

  function shows(lines: Lines, { loops = 9, passedOver = 0, isFull = false } = {}) {
    model.turns.shows(PLACE, { lines, isFull, loops, passedOver });
  }

  function comes(lines: Lines) {
    model.turns.comes(PLACE);
    shows(lines);
  }

  function given(lines: Lines, shown = {}) {
    model.turns.given(PLACE);
    shows(lines, shown);
  }

  it('SI563 whoever waits longest may go first once in four turns', () => {
    comes([0, 0, 1]);
    comes([0, 0, 2]);
    for (let count = 1; count <= 5; count += 1) comes([count, 0, 2]);
    given([5, 0, 1]);
    for (let count = 4; count >= 2; count -= 1) given([count, 0, 1], { passedOver: 1 });
    given([2, 0, 0]);
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI563 whose turn it was is not known where somebody has gone, or has come meanwhile', () => {
    comes([0, 0, 1]);
    comes([1, 0, 1]);
    given([0, 0, 1], { loops: 8 });
    comes([1, 0, 1]);
    model.turns.comes(PLACE);
    given([1, 0, 1]);
    given([0, 0, 1]);
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI60 who is welcome may be turned away as too busy while many wait for reads', () => {
    model.exchanges.serverSent('c1#1', WELCOME);
    const said = { code: 'busy', message: 'Connect again.', retryAfterMs: 1_000 } as const;
    shows([1, 0, 0], { isFull: true });
    now = 5_000;
    model.exchanges.serverSent('c1#1', { type: 'refused', ...said });
    expect(violated(model)).to.deep.equal([]);
    now = 5_001;
    model.exchanges.serverSent('c1#1', { type: 'refused', ...said });
    expect(violated(model)).to.deep.equal(['S-VERDICT']);
  });
});
