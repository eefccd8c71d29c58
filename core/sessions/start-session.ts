import type { Caller } from '../../ports/auth.js';
import type { PersonRecord, Tx } from '../../ports/store.js';
import type { Person } from '../vocabulary/people.js';
import { DAY_MS, type Instant } from '../vocabulary/time.js';

/** A session that is not used for this long ends. */
export const SESSION_TTL_MS = 90 * DAY_MS;

/** Kept of a browser's description of itself: enough to tell devices apart. */
const USER_AGENT_CHARACTERS_MAX = 256;

/** A new session, and the only time that its token is seen. */
export interface SignedIn {
  readonly token: string;
  readonly caller: Caller;
  readonly person: Person;
  readonly expiresAt: Instant;
}

/** What a new session is made of, drawn before the unit. */
export interface NewSession {
  readonly token: string;
  readonly tokenHash: string;
  readonly at: Instant;
  readonly address: string;
  readonly userAgent: string | null;
}

/** Inserts a session for a person, within the unit that lets them in. */
export async function startSession(tx: Tx, person: Person, session: NewSession): Promise<SignedIn> {
  const expiresAt = session.at + SESSION_TTL_MS;
  const sessionId = await tx.insertSession({
    userId: person.id,
    tokenHash: session.tokenHash,
    createdAt: session.at,
    expiresAt,
    address: session.address,
    userAgent: session.userAgent?.slice(0, USER_AGENT_CHARACTERS_MAX) ?? null,
  });
  return { token: session.token, caller: { userId: person.id, sessionId }, person, expiresAt };
}

/** What every member may know of a person, without what only the server may. */
export function publicPerson(record: PersonRecord): Person {
  return { id: record.id, name: record.name, role: record.role, version: record.version };
}
