import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Pressures } from './pressures.js';
import type { Turns } from './turns.js';
import type { Bench } from './violation.js';

/** How many connections a place may have. */
interface Room {
  readonly connectionsMax: number;
  readonly greetingsMax: number;
  readonly connectionsPerPersonMax: number;
  readonly connectionsPerAddressMax: number;
}

/** Who comes, by which connection, and what it is counted by. */
interface Comer {
  readonly connection: string;
  /** Null: nobody. */
  readonly person: UserId | null;
  readonly address: string;
}

interface Taken extends Comer {
  isWelcome: boolean;
}

/** What somebody was told who was not taken. */
interface TurnedAway {
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;
}

/** Codes by which somebody is told that there is no room. */
const NO_ROOM: readonly ErrorCode[] = ['busy', 'limit_exceeded'];

/**
 * Watches who is let in: whoever is turned away is told when to come back, and only while there is
 * no room; nobody goes for it who is there.
 */
export class Doors {
  readonly #bench: Bench;
  readonly #pressures: Pressures;
  readonly #turns: Turns;
  /** Connections that may be held, by place: each from when it is taken until it is over. */
  readonly #places = new Map<string, Map<string, Taken>>();
  readonly #placeOf = new Map<string, string>();
  /** The most connections that each place has had at once. */
  readonly #most = new Map<string, number>();
  /** Whom a place is deciding about. */
  #coming: string | null = null;

  constructor(parts: {
    readonly bench: Bench;
    readonly pressures: Pressures;
    readonly turns: Turns;
  }) {
    this.#bench = parts.bench;
    this.#pressures = parts.pressures;
    this.#turns = parts.turns;
  }

  /** Where a connection was taken; null where it was not. */
  placeOf(connection: string): string | null {
    return this.#placeOf.get(connection) ?? null;
  }

  /** The most connections that a place has had at once. */
  mostOf(place: string): number {
    return this.#most.get(place) ?? 0;
  }

  /** A place decides about a connection now, and does nothing else until it has. */
  comes(connection: string): void {
    this.#coming = connection;
  }

  /** It has decided. @param told - null: it is taken. */
  came(place: string, comer: Comer, decided: { told: TurnedAway | null; room: Room }): void {
    this.#coming = null;
    const { told, room } = decided;
    this.#bench.judged('S-ADMIT');
    if (told === null) {
      const taken = this.#of(place).set(comer.connection, { ...comer, isWelcome: false });
      this.#most.set(place, Math.max(taken.size, this.mostOf(place)));
      this.#placeOf.set(comer.connection, place);
      this.#pressures.took(place, comer.connection);
    } else if (NO_ROOM.includes(told.code)) this.#turnedAway(place, comer, { told, room });
  }

  welcomed(connection: string): void {
    const place = this.#placeOf.get(connection);
    const taken = place === undefined ? undefined : this.#of(place).get(connection);
    if (taken !== undefined) taken.isWelcome = true;
  }

  /** A place ends a connection. @param code - null: without a word. */
  ends(connection: string, code: ErrorCode | null): void {
    if (!this.#placeOf.has(connection)) return;
    this.#bench.judged('S-ADMIT');
    if (this.#coming !== null && this.#coming !== connection) {
      this.#wrong(connection, `it is sent away because ${this.#coming} comes`);
    }
    if (code === 'limit_exceeded') this.#wrong(connection, 'it is turned away after it was taken');
  }

  /** A connection is over at its place's end. */
  left(connection: string): void {
    const place = this.#placeOf.get(connection);
    if (place !== undefined) this.#of(place).delete(connection);
    this.#placeOf.delete(connection);
  }

  #turnedAway(place: string, comer: Comer, { told, room }: { told: TurnedAway; room: Room }): void {
    const { connection } = comer;
    if ((told.retryAfterMs ?? 0) <= 0) this.#wrong(connection, 'it is not told when to come back');
    if (this.#isFull(place, comer, room) || this.#pressures.turnsAway(place, connection)) return;
    // The reads that a greeting needs found no place.
    if (told.code === 'busy' && this.#turns.wereFull) return;
    this.#wrong(connection, `${place} turns it away as ${told.code} and has room for it`);
  }

  /** As far as it can be known: what is over there may be held here for a moment longer. */
  #isFull(place: string, { person, address }: Comer, room: Room): boolean {
    const taken = [...this.#of(place).values()];
    const count = (is: (one: Taken) => boolean): number => taken.filter(is).length;
    return (
      taken.length >= room.connectionsMax ||
      count((one) => !one.isWelcome) >= room.greetingsMax ||
      count((one) => one.person === person) >= room.connectionsPerPersonMax ||
      count((one) => one.address === address) >= room.connectionsPerAddressMax
    );
  }

  #of(place: string): Map<string, Taken> {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const taken = new Map<string, Taken>();
    this.#places.set(place, taken);
    return taken;
  }

  #wrong(connection: string, detail: string): void {
    this.#bench.report({ invariant: 'S-ADMIT', entity: connection, detail });
  }
}
