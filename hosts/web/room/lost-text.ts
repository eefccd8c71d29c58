import type { OutboxEntry } from '../../../core/client/state.js';

/** Whether a message was in the room, and a restored server has not got it any more. */
export function isUndone({ state }: Pick<OutboxEntry, 'state'>): boolean {
  return state.kind === 'failed' && state.refusal.code === 'stale_position';
}

/** What a person is told of a message that waits for them to decide. */
export function lostText({ state, uncertain }: Pick<OutboxEntry, 'state' | 'uncertain'>): string {
  if (isUndone({ state })) {
    return 'No longer in the room: the server went back to an older copy. It is kept here.';
  }
  if (state.kind === 'failed') {
    return uncertain
      ? 'Not confirmed. It may be in the room already. Trying again never makes two.'
      : 'Not sent. It is kept here. The server did not take it in time.';
  }
  const kept = 'Not sent. It is kept here.';
  if (state.kind !== 'rejected') return kept;
  return state.refusal.code === 'conflict'
    ? `${kept} Another message was sent under its number.`
    : `${kept} ${state.refusal.message}`;
}
