import type { BadHistory } from './bad-histories.js';

/** How a run went on and ended. */
export const BAD_ENDS: readonly BadHistory[] = [
  {
    invariant: 'L-DEADLOCK',
    title: 'nothing is scheduled any more',
    play: (model) => {
      model.ends.wentOn('idle', ['c1@1 answer']);
    },
  },
  {
    invariant: 'L-DEADLOCK',
    title: 'events run without time going on',
    play: (model) => {
      model.ends.wentOn('circles', []);
    },
  },
  ...(['L-CONVERGE', 'L-RECONNECT'] as const).map((invariant): BadHistory => ({
    invariant,
    title: 'somebody has not settled when the time is over',
    play: (model) => {
      model.ends.settled({ invariant, entity: 'c1', detail: 'it is somewhere else' });
    },
  })),
  {
    invariant: 'S-INTEGRITY',
    title: 'the examination finds something',
    play: (model) => {
      model.ends.examined([{ subject: 'room:1', problem: 'a digest is wrong' }]);
    },
  },
  {
    invariant: 'S-DRIFT',
    title: 'a server finds a row that is not what its log says',
    play: (model) => {
      model.audits.drifted('server@1', { table: 'memberships', roomId: 1, userId: 2 });
    },
  },
  {
    invariant: 'S-NO-DEFECT',
    title: 'an error is logged',
    play: (model) => {
      model.defect('something broke');
    },
  },
];
