import type { SessionId, StreamName } from '../vocabulary/ids.js';
import type { Person } from '../vocabulary/people.js';
import type { Activity } from '../vocabulary/presence.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { Lease } from '../presence/lease.js';
import type { Presence } from '../presence/presence.js';
import type { Outlet } from './outlet.js';

/** What one connection has to do with presence: its lease, and what it is told. */
export class ConnectionPresence {
  readonly #presence: Presence;
  readonly #outlet: Outlet;
  /** Streams whose joins are done. */
  readonly #live = new Set<StreamName>();
  #lease: Lease | null = null;

  constructor(presence: Presence, outlet: Outlet) {
    this.#presence = presence;
    this.#outlet = outlet;
  }

  /** For how long what was told is certain; 0 where it is not, or nothing is told. */
  get certainMs(): number {
    return this.#lease === null ? 0 : this.#presence.certainMs(this.#live, this.#outlet);
  }

  /** Somebody is there. From the first time on they are told who else is. */
  here(holder: { readonly person: Person; readonly sessionId: SessionId | null }, state: Activity) {
    if (this.#lease !== null) {
      this.#lease.say(state);
      return;
    }
    this.#lease = this.#presence.enter(holder, state);
    for (const stream of this.#live) this.#follow(this.#lease, stream);
  }

  goodbye(): void {
    if (this.#lease !== null) this.#presence.goodbye(this.#lease);
  }

  /** A frame came over the connection: nothing else renews a lease. */
  heard(now: MonotonicMs): void {
    this.#lease?.heard(now);
  }

  live(stream: StreamName): void {
    this.#live.add(stream);
    if (this.#lease !== null) this.#follow(this.#lease, stream);
  }

  left(stream: StreamName): void {
    if (!this.#live.delete(stream)) return;
    this.#lease?.unfollows(stream);
    this.#presence.unwatch(stream, this.#outlet);
  }

  /** The connection has ended: it is told nothing more. */
  end(now: MonotonicMs): void {
    for (const stream of this.#live) this.#presence.unwatch(stream, this.#outlet);
    this.#live.clear();
    this.#lease?.closed(now);
    this.#lease = null;
  }

  #follow(lease: Lease, stream: StreamName): void {
    if (stream !== 'account' && !stream.startsWith('room:')) return;
    lease.follows(stream);
    this.#presence.watch(stream, this.#outlet);
  }
}
