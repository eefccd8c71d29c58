import type { Person } from '../vocabulary/people.js';
import type { Instant } from '../vocabulary/time.js';
import type { Caller } from '../../ports/auth.js';
import type { PersonRecord, Snapshot } from '../../ports/store.js';

/** A person who may read, and until when the session that says so is valid. */
export interface Viewer {
  readonly person: Person;
  /** Null where sessions are the embedder's own. */
  readonly expiresAt: Instant | null;
}

/** Who a caller is as of a snapshot; null once the person or the session is no more. */
export async function readViewer(
  snapshot: Snapshot,
  caller: Caller,
  at: Instant,
): Promise<Viewer | null> {
  const record = await snapshot.person(caller.userId);
  if (record === null) return null;
  if (caller.sessionId === null) return { person: asPerson(record), expiresAt: null };
  const session = await snapshot.session(caller.sessionId);
  const isValid =
    session !== null &&
    session.userId === caller.userId &&
    session.endedAt === null &&
    session.expiresAt > at;
  return isValid ? { person: asPerson(record), expiresAt: session.expiresAt } : null;
}

/** Only what every member may know: the record holds more. */
function asPerson({ id, name, role, version }: PersonRecord): Person {
  return { id, name, role, version };
}
