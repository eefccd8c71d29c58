import type { PongFrame } from '../vocabulary/frames.js';
import { roomOfStream, type SessionId, type StreamName } from '../vocabulary/ids.js';
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

  /** What a pong says of it: nothing where it is not certain, or nothing is told. */
  get certainty(): Pick<PongFrame, 'certainMs' | 'presence'> {
    if (this.#lease === null) return {};
    const certainMs = this.#presence.certainMs(this.#live, this.#outlet);
    if (certainMs === 0) return {};
    return { certainMs, presence: this.#presence.versions(this.#live, this.#outlet) };
  }

  /**
   * Somebody is there. From the first time on they are told who else is; whoever says the same
   * again misses something of that, and is told the whole. Whoever had said goodbye, and was gone,
   * comes anew.
   */
  here(holder: { readonly person: Person; readonly sessionId: SessionId | null }, state: Activity) {
    if (this.#lease?.hasEnded === false) {
      if (!this.#lease.say(state)) for (const stream of this.#live) this.#watch(stream);
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
    if (!isShared(stream)) return;
    lease.follows(stream);
    this.#watch(stream);
  }

  /** The first word about it is the whole. */
  #watch(stream: StreamName): void {
    if (isShared(stream)) this.#presence.watch(stream, this.#outlet);
  }
}

function isShared(stream: StreamName): boolean {
  return stream === 'account' || roomOfStream(stream) !== null;
}
