import type { Caller } from '../../ports/auth.js';
import type { PersonRecord, SessionRecord, Snapshot } from '../../ports/store.js';
import { done, refused, type Outcome } from '../vocabulary/errors.js';
import type { Instant } from '../vocabulary/time.js';

/**
 * Who makes a command or a read, decided at the unit's own snapshot.
 *
 * A session that has ended or expired is refused from its commit on, whatever the connection
 * believes.
 * A fence is compared with the newest term of its browser.
 * @returns `unauthenticated` unless the session lives, is the caller's own, and the person exists;
 * `stale_lease` when another tab of the browser leads.
 */
export async function checkCaller(
  snapshot: Snapshot,
  caller: Caller,
  at: Instant,
): Promise<Outcome<PersonRecord>> {
  if (caller.sessionId !== null) {
    const session = await snapshot.session(caller.sessionId);
    const isOwn = session !== null && session.userId === caller.userId;
    if (!isOwn || !isLiving(session, at)) return refused('unauthenticated', 'Sign in again.');
  }
  if (caller.fence !== undefined) {
    const { profile, term } = caller.fence;
    const newest = await snapshot.term(caller, profile);
    if (newest !== term) return refused('stale_lease', 'Another tab has taken over.');
  }
  const person = await snapshot.person(caller.userId);
  return person === null ? refused('unauthenticated', 'Sign in again.') : done(person);
}

/** Whether a session is valid at an instant. */
export function isLiving(session: SessionRecord, at: Instant): boolean {
  return session.endedAt === null && at < session.expiresAt;
}
