import { commandsDue } from './commands.js';
import { connectionDue } from './connection.js';
import { followDue } from './follow.js';
import { outboxDue } from './outbox-drain.js';
import { pagesDue } from './pages.js';
import { ownTypingDue } from './own-typing.js';
import { presenceDue } from './presence.js';
import type { Replica } from './replica.js';
import type { Turn } from './turn.js';
import { typistsDue } from './typists.js';

/** What is due now waits this long too: an alarm never goes off without time going on. */
const ALARM_MIN_MS = 1;

/**
 * Sets the one alarm for the earliest time at which something is due; takes it back where nothing
 * is.
 */
export function armAlarm(turn: Turn): void {
  const { mono } = turn.moment;
  const alarmAt = nextDue(turn.state, mono);
  if (alarmAt === turn.state.alarmAt) return;
  turn.update({ alarmAt });
  if (alarmAt === null) turn.emit({ type: 'cancelAlarm' });
  else turn.emit({ type: 'setAlarm', delayMs: Math.max(ALARM_MIN_MS, alarmAt - mono) });
}

function nextDue(state: Replica, mono: number): number | null {
  if (state.connection.phase === 'idle') return null;
  const due = [
    ...connectionDue(state),
    ...pagesDue(state),
    ...presenceDue(state),
    ...commandsDue(state, mono),
    ...outboxDue(state, mono),
    ...typistsDue(state),
    ...ownTypingDue(state, mono),
    ...(state.connection.phase === 'online' ? followDue(state) : []),
    ...(state.outboxLoadAt === null || state.owner === null ? [] : [state.outboxLoadAt]),
    ...[...state.held.values()].map(({ until }) => until),
    ...(state.draftsDue === null || state.owner === null ? [] : [state.draftsDue.at]),
  ];
  return due.length === 0 ? null : Math.min(...due);
}
