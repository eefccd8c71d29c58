import type { ErrorCode, Refusal } from '../vocabulary/errors.js';
import type { SessionId, UserId } from '../vocabulary/ids.js';
import type { Connection, Visitor } from './connection.js';
import type { DeliveryLimits } from './limits.js';
import { Tally } from './tally.js';

/** Shortest useful wait when a bound on connections is reached. */
const FULL_RETRY_MS = 5_000;

/** A bound that is reached, and what whoever comes is told of it. */
export interface Full {
  readonly of: 'process' | 'greetings' | 'person' | 'address';
  readonly refusal: Refusal;
}

/** The connections of a process, by person, by address and by session. */
export class Connections {
  readonly #limits: DeliveryLimits;
  /** Accepted and not ended. */
  readonly #live = new Set<Connection>();
  /** Of these, those that are not welcome yet. */
  readonly #greeting = new Set<Connection>();
  /** Ended, and their sockets not closed yet. */
  readonly #closing = new Set<Connection>();
  readonly #byPerson = new Tally<UserId>();
  readonly #byAddress = new Tally<string>();
  readonly #bySession = new Map<SessionId, Set<Connection>>();

  constructor(limits: DeliveryLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#live.size;
  }

  get greeting(): number {
    return this.#greeting.size;
  }

  get closing(): number {
    return this.#closing.size;
  }

  get sessions(): number {
    return this.#bySession.size;
  }

  get persons(): number {
    return this.#byPerson.size;
  }

  get addresses(): number {
    return this.#byAddress.size;
  }

  get mostOfOnePerson(): number {
    return this.#byPerson.most;
  }

  get mostOfOneAddress(): number {
    return this.#byAddress.most;
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

  /** Why one more connection is not taken, or null where it is. */
  fullFor({ caller, address }: Visitor): Full | null {
    const { connectionsMax, greetingsMax, connectionsPerPersonMax, connectionsPerAddressMax } =
      this.#limits;
    if (this.#live.size + this.#closing.size >= connectionsMax) {
      return full('process', 'busy', 'The server has as many connections as it can serve.');
    }
    if (this.#greeting.size >= greetingsMax) {
      return full('greetings', 'busy', 'Too many are connecting just now.');
    }
    if (this.#byPerson.of(caller.userId) >= connectionsPerPersonMax) {
      const message = `One person has at most ${connectionsPerPersonMax} connections.`;
      return full('person', 'limit_exceeded', message);
    }
    if (this.#byAddress.of(address) >= connectionsPerAddressMax) {
      const message = `One address has at most ${connectionsPerAddressMax} connections.`;
      return full('address', 'limit_exceeded', message);
    }
    return null;
  }

  add(connection: Connection): void {
    const { userId, address, sessionId } = connection;
    this.#live.add(connection);
    this.#greeting.add(connection);
    this.#byPerson.add(userId);
    this.#byAddress.add(address);
    if (sessionId === null) return;
    const ofSession = this.#bySession.get(sessionId) ?? new Set();
    this.#bySession.set(sessionId, ofSession.add(connection));
  }

  welcomed(connection: Connection): void {
    this.#greeting.delete(connection);
  }

  ended(connection: Connection): void {
    if (!this.#live.delete(connection)) return;
    this.#greeting.delete(connection);
    this.#closing.add(connection);
    const { userId, address, sessionId } = connection;
    this.#byPerson.remove(userId);
    this.#byAddress.remove(address);
    if (sessionId === null) return;
    const ofSession = this.#bySession.get(sessionId);
    ofSession?.delete(connection);
    if (ofSession?.size === 0) this.#bySession.delete(sessionId);
  }

  closed(connection: Connection): void {
    this.#closing.delete(connection);
  }
}

function full(of: Full['of'], code: ErrorCode, message: string): Full {
  return { of, refusal: { code, message, retryAfterMs: FULL_RETRY_MS } };
}
