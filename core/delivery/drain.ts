import { SECOND_MS } from '../vocabulary/time.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import type { Workings } from './workings.js';

/** How often a drain looks whether commands under way are answered. */
const LOOK_MS = 20;

/**
 * The way to an orderly end: everybody is told when to come back, and nothing under way is cut off.
 */
export class Drain {
  readonly #workings: Workings;
  readonly #connections: Connections;
  #done: Promise<void> | null = null;
  #finish: (() => void) | null = null;
  #cancelEnd: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;

  constructor(workings: Workings, connections: Connections) {
    this.#workings = workings;
    this.#connections = connections;
  }

  get hasBegun(): boolean {
    return this.#done !== null;
  }

  /**
   * Resolves when every socket is closed, or when the time is over. Repeated calls wait for the
   * first.
   */
  run(): Promise<void> {
    this.#done ??= new Promise((resolve) => {
      this.#finish = resolve;
      this.#begin();
    });
    return this.#done;
  }

  /** A connection ended or its socket closed. */
  noticed(): void {
    if (this.#finish === null || this.#connections.size + this.#connections.closing > 0) return;
    this.#end();
  }

  #begin(): void {
    const { clock, limits } = this.#workings;
    this.#connections.all().forEach((connection, index) => {
      connection.goAway(Math.floor((index * SECOND_MS) / limits.reconnectsPerSecond));
    });
    this.#cancelEnd = clock.after(limits.drainMsMax, () => this.#giveUp());
    this.#look();
  }

  #look(): void {
    for (const connection of this.#connections.all()) closeIfIdle(connection);
    if (this.#finish === null) return;
    if (this.#connections.size === 0) this.noticed();
    else this.#cancelLook = this.#workings.clock.after(LOOK_MS, () => this.#look());
  }

  #giveUp(): void {
    for (const connection of this.#connections.all()) connection.reset();
    this.#end();
  }

  #end(): void {
    this.#cancelEnd?.();
    this.#cancelLook?.();
    this.#finish?.();
    this.#finish = null;
  }
}

function closeIfIdle(connection: Connection): void {
  if (connection.isIdle) connection.close('draining');
}
