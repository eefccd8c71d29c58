import type { CommittedEvent } from './log.js';

const CHANGES: readonly string[] = ['message.edited', 'message.deleted'];

/** Events that were committed, and those of them that change a message. */
export interface Committed {
  readonly events: number;
  readonly changes: number;
}

export function countedWith(before: Committed, events: readonly CommittedEvent[]): Committed {
  const changes = events.filter(({ kind }) => CHANGES.includes(kind)).length;
  return { events: before.events + events.length, changes: before.changes + changes };
}
