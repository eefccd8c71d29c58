import { strict as assert } from 'node:assert';
import type { Broadcast, Signal } from '../../ports/broadcast.js';

/** A process has one delivery and a few watchers: more are subscriptions that nobody ended. */
const SUBSCRIBERS_MAX = 100;

/** Broadcast within one process: subscribers are called before `publish` returns. */
export class LocalBroadcast implements Broadcast {
  readonly #listeners = new Set<{ readonly listener: (signal: Signal) => void }>();

  publish(signal: Signal): void {
    for (const { listener } of [...this.#listeners]) {
      try {
        listener(signal);
      } catch (error) {
        failLater(error);
      }
    }
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    assert(this.#listeners.size < SUBSCRIBERS_MAX, 'subscriptions are ended');
    // Its own object: the same function may subscribe twice and end one of them.
    const subscription = { listener };
    this.#listeners.add(subscription);
    return () => {
      this.#listeners.delete(subscription);
    };
  }
}

/** A listener that throws is a programmer error: it ends the process, not the publisher's work. */
function failLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
