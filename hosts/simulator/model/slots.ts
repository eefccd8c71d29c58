import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Bench } from './violation.js';

/** What a process that is drained has to keep to. */
interface Pace {
  /** The process. */
  readonly place: string;
  /** Connections a second that are taken elsewhere. */
  readonly perSecond: number;
  /** The most connections that the process has had. */
  readonly most: number;
}

/**
 * Watches that those whom a drain sends away come back one after the other, as fast as they are
 * taken elsewhere, and none of them later than that takes.
 */
export class Slots {
  readonly #bench: Bench;
  /** When each connection is to come back, by process: a process is drained once. */
  readonly #told = new Map<string, Map<string, number>>();

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  serverSent(connection: string, frame: ServerFrame, { place, perSecond, most }: Pace): void {
    if (frame.type !== 'goaway') return;
    this.#bench.judged('R-SLOT');
    const slot = frame.reconnectAfterMs;
    const slots = this.#told.get(place) ?? new Map<string, number>();
    this.#told.set(place, slots);
    // Slots are whole milliseconds.
    const apartMs = Math.floor(1_000 / perSecond);
    const near = [...slots].find(([, other]) => Math.abs(other - slot) < apartMs);
    slots.set(connection, slot);
    const when = `it is to come back after ${String(slot)} ms`;
    if (near !== undefined) {
      this.#wrong(connection, `${when}, and ${near[0]} after ${String(near[1])} ms`);
    } else if (slot > (most * 1_000) / perSecond) {
      this.#wrong(connection, `${when}, and ${String(most)} at most are sent away`);
    }
  }

  #wrong(connection: string, detail: string): void {
    this.#bench.report({ invariant: 'R-SLOT', entity: connection, detail });
  }
}
