import type { OutboxEntry } from '../../../core/client/state.js';

/** What a person is told of a message that waits for them to decide. */
export function lostText({ state, uncertain }: Pick<OutboxEntry, 'state' | 'uncertain'>): string {
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
