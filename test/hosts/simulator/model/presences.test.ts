import { expect } from 'chai';
import type { PresenceFrame } from '../../../../core/vocabulary/frames.js';
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
  model.presences.serverSent('c1.1#1', alone());
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

  it('SI60 a page that has slept may show again what is answered to a question asked since', () => {
    expect(shownAfterSleep('asked since')).to.deep.equal([]);
    expect(shownAfterSleep('connected since')).to.deep.equal([]);
    expect(shownAfterSleep('nothing')).to.deep.equal(['S-PRESENCE-STALE']);
  });

  it('SI60 whoever is heard again after a silence is told of within a moment, not at once', () => {
    expect(seenAgain(500)).to.deep.equal([]);
    expect(seenAgain(2_000)).to.deep.equal(['S-PRESENCE-SAFE']);
  });
});

/** Ana's device sleeps for half a minute, and what comes is shown 3 s after. */
function shownAfterSleep(since: 'asked since' | 'connected since' | 'nothing'): readonly string[] {
  let nowMs = 0;
  const model = new Model(() => nowMs);
  comes(model, 'c1.1#1', ANA);
  nowMs = 30_000;
  model.presences.woke('c1');
  nowMs = 30_100;
  if (since === 'asked since') model.presences.serverGot('c1.1#1', ANA, { type: 'ping', n: 2 });
  if (since === 'connected since') comes(model, 'c1.1#2', ANA);
  const connection = since === 'connected since' ? 'c1.1#2' : 'c1.1#1';
  const pong = { type: 'pong', n: 2, heads: [], certainMs: 25_000 } as const;
  model.presences.clientGot('c1', connection, pong);
  nowMs = 33_000;
  model.presences.shows('c1.1', 'c1');
  return violated(model);
}

/** Bo is silent for so long that nobody holds him, is heard, and Ana is told that she is alone. */
function seenAgain(afterMs: number): readonly string[] {
  let nowMs = 0;
  const model = new Model(() => nowMs);
  comes(model, 'c2.1#1', BO);
  nowMs = 30_000;
  comes(model, 'c1.1#1', ANA);
  model.presences.serverGot('c2.1#1', BO, { type: 'ping', n: 1 });
  nowMs += afterMs;
  model.presences.serverSent('c1.1#1', alone());
  return violated(model);
}

function alone(): PresenceFrame {
  return {
    type: 'presence',
    stream: STREAM,
    scope: 'whole',
    version: 1,
    certainMs: 25_000,
    counts: { active: 1, away: 0 },
    present: [[ANA.userId, 'active']],
    people: [],
  };
}
