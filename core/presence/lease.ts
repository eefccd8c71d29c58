import type { RoomId, SessionId, StreamName } from '../vocabulary/ids.js';
import { roomOfStream } from '../vocabulary/ids.js';
import type { Person } from '../vocabulary/people.js';
import { CLOSED_GRACE_MS, GOODBYE_GRACE_MS, LEASE_MS } from '../vocabulary/presence.js';
import type { Absence, Activity, Claim } from '../vocabulary/presence.js';
import type { MonotonicMs } from '../vocabulary/time.js';

/** Who holds a lease. */
export interface LeaseHolder {
  readonly person: Person;
  readonly sessionId: SessionId | null;
}

type Phase =
  | { readonly kind: 'held' }
  /** Nothing was heard for too long; the next word brings it back. */
  | { readonly kind: 'silent' }
  /** Its end is known, and waits for whoever comes back in time. */
  | { readonly kind: 'ending'; readonly at: MonotonicMs; readonly why: Absence }
  | { readonly kind: 'ended' };

/** What a lease tells its process. */
export interface LeaseEvents {
  /** It holds its person present as its claim says. */
  holds(lease: Lease): void;
  /** It holds nobody any more. */
  ends(lease: Lease, why: Absence): void;
  /** It will end at a time. */
  endsSoon(lease: Lease): void;
}

/**
 * The right of one connection to hold its person present, renewed by every frame that is heard of
 * it and by nothing else.
 *
 * It holds nobody before a stream of the connection is live.
 */
export class Lease {
  readonly number: number;
  readonly holder: LeaseHolder;
  readonly #events: LeaseEvents;
  readonly #live = new Set<StreamName>();
  #state: Activity;
  #heardAt: MonotonicMs;
  #phase: Phase = { kind: 'held' };
  /** Rooms of a connection that was handed over and that this one is about to open again. */
  #inherited: { readonly rooms: readonly RoomId[]; readonly until: MonotonicMs } | null = null;

  constructor(
    made: { readonly number: number; readonly state: Activity; readonly at: MonotonicMs },
    holder: LeaseHolder,
    events: LeaseEvents,
  ) {
    this.number = made.number;
    this.holder = holder;
    this.#state = made.state;
    this.#heardAt = made.at;
    this.#events = events;
  }

  get hasEnded(): boolean {
    return this.#phase.kind === 'ended';
  }

  /** When it ends; null where nothing is known of an end. */
  get endsAt(): MonotonicMs | null {
    return this.#phase.kind === 'ending' ? this.#phase.at : null;
  }

  /** Whether it holds its person present. */
  get isHolding(): boolean {
    return this.#live.size > 0 && (this.#phase.kind === 'held' || this.#phase.kind === 'ending');
  }

  get claim(): Claim {
    const live = [...this.#live].map(roomOfStream).filter((roomId) => roomId !== null);
    const rooms = new Set([...live, ...(this.#inherited?.rooms ?? [])]);
    const { person, sessionId } = this.holder;
    return { person, sessionId, state: this.#state, rooms: [...rooms] };
  }

  /** The person says what they do. A goodbye is taken back by it. @returns whether it is news. */
  say(state: Activity): boolean {
    if (this.hasEnded || (this.#state === state && this.#phase.kind === 'held')) return false;
    this.#state = state;
    this.#phase = { kind: 'held' };
    this.#tell();
    return true;
  }

  heard(now: MonotonicMs): void {
    this.#heardAt = now;
    if (this.#phase.kind !== 'silent') return;
    this.#phase = { kind: 'held' };
    this.#tell();
  }

  /** A stream of the connection is live. */
  follows(stream: StreamName): void {
    if (this.hasEnded || this.#live.has(stream)) return;
    this.#live.add(stream);
    this.#tell();
  }

  unfollows(stream: StreamName): void {
    if (this.hasEnded || !this.#live.delete(stream)) return;
    this.#disinherit((roomId) => roomId !== roomOfStream(stream));
    if (this.#live.size > 0) this.#tell();
  }

  /** Takes over what another connection of the session held. */
  inherit(rooms: readonly RoomId[], until: MonotonicMs): void {
    this.#inherited = { rooms, until };
  }

  /** The person goes. What ends already ends no later. */
  goodbye(now: MonotonicMs): void {
    this.#endAt(Math.min(this.endsAt ?? Infinity, now + GOODBYE_GRACE_MS), 'left');
  }

  /** The connection is closed. */
  closed(now: MonotonicMs): void {
    if (!this.isHolding) this.#end('disconnected');
    else if (this.#phase.kind !== 'ending') this.#endAt(now + CLOSED_GRACE_MS, 'disconnected');
  }

  /** Ends what is over by now. Only what was heard of the connection counts. */
  sweep(now: MonotonicMs): void {
    if (this.#inherited !== null && this.#inherited.until <= now) {
      this.#inherited = null;
      this.#tell();
    }
    if (this.#phase.kind === 'ending' && this.#phase.at <= now) this.#end(this.#phase.why);
    else if (this.#phase.kind === 'held' && this.#heardAt + LEASE_MS <= now) {
      this.#phase = { kind: 'silent' };
      if (this.#live.size > 0) this.#events.ends(this, 'disconnected');
    }
  }

  /** The process stood still: that time does not count. */
  forgive(ms: number): void {
    this.#heardAt += ms;
  }

  #disinherit(isKept: (roomId: RoomId) => boolean): void {
    if (this.#inherited === null) return;
    const { rooms, until } = this.#inherited;
    this.#inherited = { rooms: rooms.filter(isKept), until };
  }

  #endAt(at: MonotonicMs, why: Absence): void {
    if (!this.isHolding) return;
    this.#phase = { kind: 'ending', at, why };
    this.#events.endsSoon(this);
  }

  #end(why: Absence): void {
    this.#phase = { kind: 'ended' };
    this.#events.ends(this, why);
  }

  #tell(): void {
    if (this.isHolding) this.#events.holds(this);
  }
}
