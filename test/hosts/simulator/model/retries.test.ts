import { expect } from 'chai';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { comesBack } from './bad-resources.js';
import { violated } from './histories.js';

describe('the model of waits', () => {
  let now = 0;
  let model: Model;

  function moveTo(ms: number): void {
    now = ms;
  }

  beforeEach(() => {
    now = 0;
    model = new Model(() => now);
  });

  it('SI60 hidden pages, whose timers come at the full second, meant to wait for other times', () => {
    const dueMs = [310, 920, 480, 775, 640, 555];
    for (const [index, ms] of dueMs.entries()) {
      comesBack(model, moveTo, { client: index + 1, dueMs: ms });
    }
    expect(violated(model)).to.deep.equal([]);
  });

  it('SI60 whom a drain sends away has a time that is given', () => {
    for (let client = 1; client <= 6; client += 1) {
      const endedMs = client * 10_000;
      const leaveByMs = endedMs + 300;
      const way = { ...model.ways.of('c1'), stage: 'closed' as const, endedMs, leaveByMs };
      model.retries.waited(`c${String(client)}`, { ...way, dueMs: leaveByMs });
    }
    expect(violated(model)).to.deep.equal([]);
  });
});
