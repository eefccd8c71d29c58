import type { Absence, Activity, Claim } from '../vocabulary/presence.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { Lease, type LeaseHolder } from './lease.js';

/** Looks that come this much later than they were due say that the process stood still. */
const STOOD_STILL_MS = 2_000;

/** Where what leases come to is told: by the number of the lease. */
export interface ClaimSink {
  put(number: number, claim: Claim): void;
  end(number: number, why: Absence): void;
}

/** The leases of one process's connections. */
export class Leases {
  readonly #sink: ClaimSink;
  readonly #onEndsSoon: () => void;
  readonly #leases = new Map<number, Lease>();
  #lastNumber = 0;
  #sweptAt: MonotonicMs | null = null;

  /** @param onEndsSoon - {@link nextEnd} may be earlier than it was. */
  constructor(sink: ClaimSink, onEndsSoon: () => void) {
    this.#sink = sink;
    this.#onEndsSoon = onEndsSoon;
  }

  /** Leases of connections, and those that wait for their end. */
  get size(): number {
    return this.#leases.size;
  }

  /** The earliest known end of a lease. */
  get nextEnd(): MonotonicMs | null {
    const ends = [...this.#leases.values()].flatMap(({ endsAt }) => endsAt ?? []);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  open(holder: LeaseHolder, state: Activity, at: MonotonicMs): Lease {
    this.#lastNumber += 1;
    const lease = new Lease({ number: this.#lastNumber, state, at }, holder, {
      holds: ({ number, claim }) => this.#sink.put(number, claim),
      ends: (ended, why) => this.#ended(ended, why),
      endsSoon: this.#onEndsSoon,
    });
    this.#leases.set(lease.number, lease);
    return lease;
  }

  /** The holder of a lease goes, and whatever of that session was about to end goes with it. */
  goodbye(lease: Lease, now: MonotonicMs): void {
    lease.goodbye(now);
    for (const other of this.#leases.values()) {
      if (other.endsAt !== null && isSameSession(lease, other)) other.goodbye(now);
    }
  }

  /** Ends what is over. To be called once a second, and at {@link nextEnd}. */
  sweep(now: MonotonicMs): void {
    const lateMs = this.#sweptAt === null ? 0 : now - this.#sweptAt - STOOD_STILL_MS;
    this.#sweptAt = this.#leases.size === 0 ? null : now;
    for (const lease of this.#leases.values()) {
      if (lateMs > 0) lease.forgive(lateMs);
      lease.sweep(now);
    }
  }

  #ended(lease: Lease, why: Absence): void {
    if (lease.hasEnded) this.#leases.delete(lease.number);
    this.#sink.end(lease.number, why);
  }
}

function isSameSession({ holder: one }: Lease, { holder: other }: Lease): boolean {
  return one.person.id === other.person.id && one.sessionId === other.sessionId;
}
