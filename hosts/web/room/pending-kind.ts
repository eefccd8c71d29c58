import type { OutboxEntry } from '../../../core/client/state.js';

/** How an own message is shown that is not in the timeline yet. */
type PendingKind = OutboxEntry['state']['kind'];

/**
 * What is known of a message, as a person needs it: one that is being sent again, and may have been
 * stored before, is as unconfirmed as one that waits for it.
 */
export function pendingKind({ state, uncertain }: OutboxEntry): PendingKind {
  const isOpen = state.kind === 'queued' || state.kind === 'sending';
  return isOpen && uncertain ? 'unconfirmed' : state.kind;
}
