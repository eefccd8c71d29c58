import type { Broadcast, Signal } from '../../ports/broadcast.js';
import type { Timeline } from './timeline.js';

/** What happens to one signal on its way to one subscriber. Drawn anew for each. */
export interface SignalFate {
  /** Delays of the copies that arrive: none when it is lost, two when it is doubled. */
  readonly copiesAfterMs: readonly number[];
}

export interface SimulatedBroadcastOptions {
  readonly timeline: Timeline;
  /**
   * Signals with different delays overtake each other.
   *
   * @param hearer - name of the process that it is on its way to.
   */
  readonly fate: (signal: Signal, hearer: string) => SignalFate;
  /** Name of this process on its bus. */
  readonly name?: string;
  /** What several processes share. By default a process is alone on a bus of its own. */
  readonly bus?: SimulatedBus;
}

/** What lies between the processes that hint to each other. */
export class SimulatedBus {
  readonly #members = new Set<SimulatedBroadcast>();

  get members(): Iterable<SimulatedBroadcast> {
    return this.#members;
  }

  join(member: SimulatedBroadcast): void {
    this.#members.add(member);
  }

  /** The process has ended: nothing reaches it any more. */
  leave(member: SimulatedBroadcast): void {
    this.#members.delete(member);
  }
}

/** Hints that are lost, doubled, late and out of order, as the port allows. */
export class SimulatedBroadcast implements Broadcast {
  readonly name: string;
  readonly #options: SimulatedBroadcastOptions;
  readonly #bus: SimulatedBus;
  readonly #listeners = new Set<(signal: Signal) => void>();

  constructor(options: SimulatedBroadcastOptions) {
    this.#options = options;
    this.name = options.name ?? '';
    this.#bus = options.bus ?? new SimulatedBus();
    this.#bus.join(this);
  }

  publish(signal: Signal): void {
    for (const member of this.#bus.members) member.#hear(signal, this.#options.fate);
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

  /** The process has ended. */
  leave(): void {
    this.#bus.leave(this);
  }

  #hear(signal: Signal, fate: SimulatedBroadcastOptions['fate']): void {
    const { timeline } = this.#options;
    for (const listener of this.#listeners) {
      for (const delayMs of fate(signal, this.name).copiesAfterMs) {
        timeline.after(delayMs, { kind: 'signal', entity: signal.kind }, () => {
          if (this.#listeners.has(listener)) listener(signal);
        });
      }
    }
  }
}
