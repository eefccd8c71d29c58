import type { MonotonicMs } from '../vocabulary/time.js';
import type { Connection } from './connection.js';
import { OutgoingBudget } from './outgoing-budget.js';
import type { Workings } from './workings.js';

/**
 * Keeps what a process holds for its readers within its budget.
 *
 * Reads wait while there is no room. Connections are reset only then: those that accept nothing, or
 * past the budget whoever accepted nothing for longest. They come back and go on from their
 * positions.
 */
export class Shedding {
  readonly budget: OutgoingBudget;
  readonly #workings: Workings;
  readonly #connections: () => readonly Connection[];
  #cancel: (() => void) | null = null;

  constructor(
    workings: Workings,
    parts: { readonly connections: () => readonly Connection[]; readonly onRoom: () => void },
  ) {
    this.#workings = workings;
    this.#connections = parts.connections;
    this.budget = new OutgoingBudget(workings.limits.outgoingBytesMax, {
      exceeded: () => this.#schedule(),
      room: parts.onRoom,
    });
  }

  /** Looks at what every socket has sent meanwhile, and resets whoever keeps others waiting. */
  sweep(now: MonotonicMs): void {
    const { shedStalledMs } = this.#workings.limits;
    for (const { outlet } of this.#connections()) outlet.count();
    for (const connection of this.#slowestFirst()) {
      if (!this.budget.isWanted || !connection.outlet.hasStalled(now, shedStalledMs)) return;
      this.#shed(connection);
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** Not at once: whoever is being sent to has not taken note of it yet. */
  #schedule(): void {
    this.#cancel ??= this.#workings.clock.after(0, () => {
      this.#cancel = null;
      for (const { outlet } of this.#connections()) outlet.count();
      for (const connection of this.#slowestFirst()) {
        if (!this.budget.isExceeded) return;
        this.#shed(connection);
      }
    });
  }

  #shed(connection: Connection): void {
    this.#workings.telemetry.count('delivery_shed_total');
    connection.reset();
  }

  #slowestFirst(): readonly Connection[] {
    return this.#connections()
      .filter(({ outlet }) => outlet.unsentBytes > 0)
      .sort((one, other) => one.outlet.lastProgressAt - other.outlet.lastProgressAt);
  }
}
