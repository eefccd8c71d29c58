import type { ErrorCode, Refusal } from '../vocabulary/errors.js';
import type { SessionId, UserId } from '../vocabulary/ids.js';
import type { Caller } from '../../ports/auth.js';
import type { Connection } from './connection.js';
import type { DeliveryLimits } from './limits.js';

/** Shortest useful wait when a bound on connections is reached. */
const FULL_RETRY_MS = 5_000;

/** The connections of a process, by person and by session. */
export class Connections {
  readonly #limits: DeliveryLimits;
  /** Accepted and not ended. */
  readonly #live = new Set<Connection>();
  /** Ended, and their sockets not closed yet. */
  readonly #closing = new Set<Connection>();
  readonly #byPerson = new Map<UserId, number>();
  readonly #bySession = new Map<SessionId, Set<Connection>>();

  constructor(limits: DeliveryLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#live.size;
  }

  get closing(): number {
    return this.#closing.size;
  }

  get sessions(): number {
    return this.#bySession.size;
  }

  get mostOfOnePerson(): number {
    let most = 0;
    for (const count of this.#byPerson.values()) most = Math.max(most, count);
    return most;
  }

  get persons(): number {
    return this.#byPerson.size;
  }

  /** Those that have not ended. None may end meanwhile: {@link all} is for that. */
  [Symbol.iterator](): Iterator<Connection> {
    return this.#live.values();
  }

  all(): readonly Connection[] {
    return [...this.#live];
  }

  ofSession(id: SessionId): readonly Connection[] {
    return [...(this.#bySession.get(id) ?? [])];
  }

  /** Why one more connection of a person is not taken, or null where it is. */
  refusalOf({ userId }: Caller): Refusal | null {
    const { connectionsMax, connectionsPerPersonMax } = this.#limits;
    if (this.#live.size + this.#closing.size >= connectionsMax) {
      return full('busy', 'The server has as many connections as it can serve.');
    }
    if ((this.#byPerson.get(userId) ?? 0) >= connectionsPerPersonMax) {
      return full(
        'limit_exceeded',
        `One person has at most ${connectionsPerPersonMax} connections.`,
      );
    }
    return null;
  }

  add(connection: Connection): void {
    const { userId, sessionId } = connection;
    this.#live.add(connection);
    this.#byPerson.set(userId, (this.#byPerson.get(userId) ?? 0) + 1);
    if (sessionId === null) return;
    const ofSession = this.#bySession.get(sessionId) ?? new Set();
    this.#bySession.set(sessionId, ofSession.add(connection));
  }

  ended(connection: Connection): void {
    if (!this.#live.delete(connection)) return;
    this.#closing.add(connection);
    const { userId, sessionId } = connection;
    const left = (this.#byPerson.get(userId) ?? 0) - 1;
    if (left > 0) this.#byPerson.set(userId, left);
    else this.#byPerson.delete(userId);
    if (sessionId === null) return;
    const ofSession = this.#bySession.get(sessionId);
    ofSession?.delete(connection);
    if (ofSession?.size === 0) this.#bySession.delete(sessionId);
  }

  closed(connection: Connection): void {
    this.#closing.delete(connection);
  }
}

function full(code: ErrorCode, message: string): Refusal {
  return { code, message, retryAfterMs: FULL_RETRY_MS };
}
