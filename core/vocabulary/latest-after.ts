import type { KnownEvent } from './events.js';
import type { Latest } from './reading.js';

/** The newest messages of a room after its next event. */
export function latestAfter(latest: Latest, event: KnownEvent): Latest {
  if (event.kind === 'message.deleted') return event.data.latest ?? latest;
  if (event.kind !== 'message.posted' || event.actor === null) return latest;
  const otherSeq = latest.authorId === event.actor ? latest.otherSeq : latest.seq;
  return { seq: event.seq, authorId: event.actor, otherSeq };
}
