import type { PresenceFrame } from '../../../../core/vocabulary/frames.js';
import type { UserId } from '../../../../core/vocabulary/ids.js';
import type { PresenceState } from '../../../../core/vocabulary/presence.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { BadHistory } from './bad-histories.js';

const NODE = 'server@1';
const [ANA, BO] = [1 as UserId, 2 as UserId];

/** Somebody comes: their connection is live in the account, and told nothing yet. */
function comes(model: Model, connection: string, userId: UserId): void {
  model.presences.serverGot(connection, { userId, node: NODE }, { type: 'here', state: 'active' });
  model.presences.serverSent(connection, {
    type: 'live',
    stream: 'account',
    epoch: '0'.repeat(16),
    seq: 1,
    digest: '0'.repeat(64),
  });
}

function heard(model: Model, connection: string, userId: UserId): void {
  model.presences.serverGot(connection, { userId, node: NODE }, { type: 'ping', n: 1 });
}

function told(
  scope: PresenceFrame['scope'],
  present: readonly (readonly [UserId, PresenceState])[],
  active = present.length,
): PresenceFrame {
  const counts = { active, away: 0 };
  return {
    type: 'presence',
    stream: 'account',
    scope,
    version: 1,
    certainMs: 25_000,
    counts,
    present,
    people: [],
  };
}

const PONG = { type: 'pong', n: 1, heads: [], certainMs: 25_000 } as const;

/** What was said of presence, and what pages showed of it. */
export const BAD_PRESENCES: readonly BadHistory[] = [
  {
    invariant: 'S-PRESENCE-SAFE',
    title: 'somebody who was heard just now is said to be gone',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      comes(model, 'c2.1#1', BO);
      moveTo(5_000);
      heard(model, 'c1.1#1', ANA);
      heard(model, 'c2.1#1', BO);
      model.presences.serverSent('c1.1#1', told('whole', [[ANA, 'active']]));
    },
  },
  {
    invariant: 'S-PRESENCE-SAFE',
    title: 'somebody whose connection closed this moment is said to be gone',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      comes(model, 'c2.1#1', BO);
      moveTo(5_000);
      const both = [ANA, BO].map((userId) => [userId, 'active'] as const);
      model.presences.serverSent('c1.1#1', told('whole', both));
      model.presences.closed('c2.1#1');
      moveTo(5_200);
      model.presences.serverSent('c1.1#1', told('changes', [[BO, 'disconnected']], 1));
    },
  },
  {
    invariant: 'S-PRESENCE-SAFE',
    title: 'a goodbye of an earlier connection is taken for one of a newer',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      for (const connection of ['c2.1#1', 'c2.2#1']) comes(model, connection, BO);
      moveTo(5_000);
      heard(model, 'c2.2#1', BO);
      model.presences.serverGot('c2.1#1', { userId: BO, node: NODE }, { type: 'goodbye' });
      model.presences.serverSent('c1.1#1', told('whole', [[ANA, 'active']]));
    },
  },
  {
    invariant: 'S-PRESENCE-SAFE',
    title: 'somebody is said to be away by a connection while another says that they are active',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      for (const connection of ['c2.1#1', 'c2.2#1']) comes(model, connection, BO);
      moveTo(5_000);
      const away = { type: 'here', state: 'away' } as const;
      model.presences.serverGot('c2.1#1', { userId: BO, node: NODE }, away);
      const both = [[ANA, 'active'] as const, [BO, 'away'] as const];
      model.presences.serverSent('c1.1#1', told('whole', both));
    },
  },
  {
    invariant: 'S-PRESENCE-SAFE',
    title: 'more people are counted than named',
    play: (model) => {
      comes(model, 'c1.1#1', ANA);
      model.presences.serverSent('c1.1#1', told('whole', [[ANA, 'active']], 2));
    },
  },
  {
    invariant: 'S-PRESENCE-SAFE',
    title: 'a pong says that it is certain that somebody is not there who is',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      model.presences.serverSent('c1.1#1', told('whole', [[ANA, 'active']]));
      comes(model, 'c2.1#1', BO);
      moveTo(2_000);
      model.presences.serverSent('c1.1#1', PONG);
    },
  },
  {
    invariant: 'S-PRESENCE-STALE',
    title: 'somebody who said goodbye is still said to be there',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      comes(model, 'c2.1#1', BO);
      model.presences.serverGot('c2.1#1', { userId: BO, node: NODE }, { type: 'goodbye' });
      moveTo(1_200);
      const both = [ANA, BO].map((userId) => [userId, 'active'] as const);
      model.presences.serverSent('c1.1#1', told('whole', both));
    },
  },
  {
    invariant: 'S-PRESENCE-STALE',
    title: 'somebody who has said that they are away is still said to be active',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      comes(model, 'c2.1#1', BO);
      const away = { type: 'here', state: 'away' } as const;
      model.presences.serverGot('c2.1#1', { userId: BO, node: NODE }, away);
      moveTo(2_000);
      const both = [ANA, BO].map((userId) => [userId, 'active'] as const);
      model.presences.serverSent('c1.1#1', told('whole', both));
    },
  },
  {
    invariant: 'S-PRESENCE-STALE',
    title: 'a pong says that it is certain of somebody who is silent',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      comes(model, 'c2.1#1', BO);
      const both = [ANA, BO].map((userId) => [userId, 'active'] as const);
      model.presences.serverSent('c1.1#1', told('whole', both));
      moveTo(28_000);
      heard(model, 'c1.1#1', ANA);
      model.presences.serverSent('c1.1#1', PONG);
    },
  },
  {
    invariant: 'S-PRESENCE-STALE',
    title: 'a page shows as certain what it was told long ago',
    play: (model, moveTo) => {
      model.presences.clientGot('c1', 'c1.1#1', told('whole', [[ANA, 'active']]));
      moveTo(27_000);
      model.presences.shows('c1.1', 'c1');
    },
  },
  {
    invariant: 'S-PRESENCE-STALE',
    title: 'a page whose device has slept shows as certain what was said before',
    play: (model, moveTo) => {
      comes(model, 'c1.1#1', ANA);
      heard(model, 'c1.1#1', ANA);
      moveTo(40_000);
      model.presences.woke('c1');
      model.presences.clientGot('c1', 'c1.1#1', told('whole', [[ANA, 'active']]));
      model.presences.clientGot('c1', 'c1.1#1', PONG);
      moveTo(43_000);
      model.presences.shows('c1.1', 'c1');
    },
  },
  {
    invariant: 'L-PRESENCE',
    title: 'a page that shows another person than is there, to the end',
    play: (model) => {
      const detail = 'person 2 is active, not undefined';
      model.ends.settled({ invariant: 'L-PRESENCE', entity: 'c1.1', detail });
    },
  },
];
