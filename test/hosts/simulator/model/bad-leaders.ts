import type { Command, CommandOutcome } from '../../../../core/vocabulary/commands.js';
import { done, refused } from '../../../../core/vocabulary/errors.js';
import type { ProfileId, Term } from '../../../../core/vocabulary/fence.js';
import type { Model } from '../../../../hosts/simulator/model/model.js';
import type { SharingBrowser } from '../../../../hosts/simulator/model/owed.js';
import type { BadHistory } from './bad-histories.js';
import { ANA, created, keyOf, modelOf, POST, posted, ROOM } from './histories.js';

const PROFILE = 'browser1' as ProfileId;
const LEAD: Command = { name: 'lead', profile: PROFILE };

/** The server is told something over a connection. @param term - of the fence; absent without. */
export function arrives(
  model: Model,
  id: number,
  [command, term]: readonly [Command, Term?],
): void {
  const fence = term === undefined ? {} : { fence: { profile: PROFILE, term } };
  const sender = { connection: 'c1.1#1', session: 's', userId: ANA };
  model.leaders.arrived(sender, { type: 'command', id, command, ...fence });
}

export function answers(model: Model, id: number, outcome: CommandOutcome): void {
  model.leaders.answered('c1.1#1', id, outcome);
}

/** A tab asks for the lead and is given a term. */
export function leads(model: Model, id: number, term: Term): void {
  arrives(model, id, [LEAD]);
  answers(model, id, done({ term }));
}

/** A model of a browser in which terms 1 and 2 were given out. */
export function twoReigns(): Model {
  const model = modelOf(created());
  leads(model, 1, 1);
  leads(model, 2, 2);
  return model;
}

/** A browser of one tab that does not follow the room, and lists it at a place. */
function sharing(head: number): SharingBrowser {
  const tab = { name: 'c1.2', connection: 1, isHere: true, headOf: () => head };
  return { name: 'c1', connection: 'c1.1#1', changes: 3, tabs: [tab] };
}

/** Two tabs that hold themselves to be the leader, and what a leader does not pass on. */
export const BAD_LEADERS: readonly BadHistory[] = [
  {
    invariant: 'S-ONE-LEADER-EFFECT',
    title: 'a message that a leader which was replaced has stored',
    play: (model) => {
      model.committed([created()]);
      leads(model, 1, 1);
      leads(model, 2, 2);
      arrives(model, 3, [{ ...POST, clientMessageId: keyOf('key-1') }, 1]);
      model.committed([posted(1)]);
    },
  },
  {
    invariant: 'S-ONE-LEADER-EFFECT',
    title: 'a command of a leader which was replaced that is done',
    play: (model) => {
      model.committed([created()]);
      leads(model, 1, 1);
      leads(model, 2, 2);
      arrives(model, 3, [POST, 1]);
      answers(model, 3, done({ term: 9 }));
    },
  },
  {
    invariant: 'S-LEASE-FENCE',
    title: 'a term that is given out twice',
    play: (model) => {
      leads(model, 1, 1);
      leads(model, 2, 1);
    },
  },
  {
    invariant: 'S-LEASE-FENCE',
    title: 'the newest term, refused as stale',
    play: (model) => {
      leads(model, 1, 1);
      arrives(model, 2, [POST, 1]);
      answers(model, 2, refused('stale_lease', 'no'));
    },
  },
  {
    invariant: 'L-PASS-ON',
    title: 'a tab that is never told how far a room is',
    play: (model, moveTo) => {
      model.passings.told(sharing(4), ROOM, 5);
      moveTo(4_000);
      model.passings.look(() => sharing(4));
    },
  },
  {
    invariant: 'L-PASS-ON',
    title: 'a tab whose connection has been over for long',
    play: (model, moveTo) => {
      model.passings.ended(sharing(4));
      moveTo(4_000);
      model.passings.look(() => sharing(4));
    },
  },
  {
    invariant: 'L-PASS-ON',
    title: 'a goodbye that is said while somebody is there',
    play: (model, moveTo) => {
      model.passings.saidHere(sharing(4));
      model.passings.saidGoodbye(sharing(4));
      moveTo(4_000);
      model.passings.look(() => sharing(4));
    },
  },
  {
    invariant: 'L-PASS-ON',
    title: 'a leader that says nothing once it is welcome',
    play: (model, moveTo) => {
      model.passings.welcomed(sharing(4));
      moveTo(4_000);
      model.passings.look(() => sharing(4));
    },
  },
  {
    invariant: 'L-PASS-ON',
    title: 'somebody who has left off typing, of which no word goes to the server',
    play: (model, moveTo) => {
      const start = { tab: 'c1.2', roomId: ROOM, act: 'start' } as const;
      model.passings.typed(sharing(4), start);
      model.passings.saidTyping(sharing(4), ROOM, 'start');
      model.passings.typed(sharing(4), { ...start, act: 'stop' });
      moveTo(4_000);
      model.passings.look(() => sharing(4));
    },
  },
  {
    invariant: 'L-LEADER',
    title: 'a browser that nobody leads',
    play: (model) => {
      model.ends.hasLeader('c1', 0, 2_000);
    },
  },
];
