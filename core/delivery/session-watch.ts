import type { Instant, MonotonicMs } from '../vocabulary/time.js';
import type { Connection } from './connection.js';
import { refusalOf } from './failures.js';
import { readViewer } from './viewer.js';
import type { Viewer } from './viewer.js';
import type { Workings } from './workings.js';

/**
 * Looks up sessions of open connections again, some at a time: the signal that one has ended may be
 * lost, and a session ends by the clock without any signal.
 */
export class SessionWatch {
  readonly #workings: Workings;
  #checkedAt: MonotonicMs = Number.NEGATIVE_INFINITY;
  #isChecking = false;
  #turn = 0;

  constructor(workings: Workings) {
    this.#workings = workings;
  }

  /** Starts a check if one is due. Connections without a living session are ended. */
  sweep(now: MonotonicMs, connections: readonly Connection[]): void {
    const { sessionCheckIntervalMs } = this.#workings.limits;
    if (this.#isChecking || now - this.#checkedAt < sessionCheckIntervalMs) return;
    this.#checkedAt = now;
    const at = this.#workings.clock.now();
    const chosen = this.#choose(connections, at);
    if (chosen.length === 0) return;
    this.#isChecking = true;
    void this.#check(chosen, at);
  }

  /** Those whose time is over first, then the others in turn. */
  #choose(connections: readonly Connection[], at: Instant): readonly Connection[] {
    const { sessionsPerCheckMax } = this.#workings.limits;
    const online = connections.filter((one) => one.isOnline);
    const over = online.filter((one) => one.expiresAt !== null && one.expiresAt <= at);
    const start = online.length === 0 ? 0 : this.#turn % online.length;
    const inTurn = [...online.slice(start), ...online.slice(0, start)];
    this.#turn = start + sessionsPerCheckMax;
    return [...new Set([...over, ...inTurn])].slice(0, sessionsPerCheckMax);
  }

  async #check(connections: readonly Connection[], at: Instant): Promise<void> {
    const viewers: (Viewer | null)[] = [];
    try {
      await this.#workings.store.read(async (snapshot) => {
        for (const { caller } of connections) viewers.push(await readViewer(snapshot, caller, at));
      });
      this.#apply(connections, viewers);
    } catch (error) {
      refusalOf(error, 'checking sessions', this.#workings.telemetry);
    }
    this.#isChecking = false;
  }

  #apply(connections: readonly Connection[], viewers: readonly (Viewer | null)[]): void {
    connections.forEach((connection, index) => {
      const viewer = viewers[index] ?? null;
      if (viewer === null) connection.signedOut();
      else if (viewer.expiresAt !== null) connection.extendSession(viewer.expiresAt);
    });
  }
}
