import { expect } from 'chai';
import type { UserId } from '../../../../core/vocabulary/ids.js';
import { Model } from '../../../../hosts/simulator/model/model.js';
import { violated } from './histories.js';

const [ANA, BO] = [
  { userId: 1 as UserId, node: 'server@1' },
  { userId: 2 as UserId, node: 'server@1' },
];
const STREAM = 'account';

function comes(model: Model, connection: string, who: typeof ANA): void {
  const place = { epoch: '0'.repeat(16), seq: 1, digest: '0'.repeat(64) };
  model.presences.serverGot(connection, who, { type: 'here', state: 'active' });
  model.presences.serverSent(connection, { type: 'live', stream: STREAM, ...place });
}

/** Ana is told that she is alone, then Bo comes, then a pong says that she knows everything. */
function certified(hasLeft: boolean): readonly string[] {
  let nowMs = 0;
  const model = new Model(() => nowMs);
  comes(model, 'c1.1#1', ANA);
  model.presences.serverSent('c1.1#1', {
    type: 'presence',
    stream: STREAM,
    scope: 'whole',
    version: 1,
    certainMs: 25_000,
    counts: { active: 1, away: 0 },
    present: [[ANA.userId, 'active']],
    people: [],
  });
  if (hasLeft) model.presences.serverGot('c1.1#1', ANA, { type: 'leave', stream: STREAM });
  comes(model, 'c2.1#1', BO);
  nowMs = 2_000;
  model.presences.serverSent('c1.1#1', { type: 'pong', n: 1, heads: [], certainMs: 25_000 });
  return violated(model);
}

describe('the model of presence', () => {
  it('SI60 a pong is certain of streams that are followed, and of none that was left', () => {
    expect(certified(false)).to.deep.equal(['S-PRESENCE-SAFE']);
    expect(certified(true)).to.deep.equal([]);
  });
});
