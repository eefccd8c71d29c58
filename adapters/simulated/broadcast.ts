import type { Broadcast, Signal } from '../../ports/broadcast.js';
import type { Timeline } from './timeline.js';

/** What happens to one signal on its way to one subscriber. Drawn anew for each. */
export interface SignalFate {
  /** Delays of the copies that arrive: none when it is lost, two when it is doubled. */
  readonly copiesAfterMs: readonly number[];
}

export interface SimulatedBroadcastOptions {
  readonly timeline: Timeline;
  /** Signals with different delays overtake each other. */
  readonly fate: (signal: Signal) => SignalFate;
}

/** Hints that are lost, doubled, late and out of order, as the port allows. */
export class SimulatedBroadcast implements Broadcast {
  readonly #options: SimulatedBroadcastOptions;
  readonly #listeners = new Set<(signal: Signal) => void>();

  constructor(options: SimulatedBroadcastOptions) {
    this.#options = options;
  }

  publish(signal: Signal): void {
    const { timeline, fate } = this.#options;
    for (const listener of this.#listeners) {
      for (const delayMs of fate(signal).copiesAfterMs) {
        timeline.after(delayMs, { kind: 'signal', entity: signal.kind }, () => {
          if (this.#listeners.has(listener)) listener(signal);
        });
      }
    }
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    // One wrapper per subscription: the same listener may be subscribed twice.
    const own = (signal: Signal): void => {
      listener(signal);
    };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }
}
