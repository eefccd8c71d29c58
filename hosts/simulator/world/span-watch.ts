import type { World } from './world.js';

/** Notices when an open transaction waits for something other than its own statements. */
export class SpanWatch {
  readonly #world: World;
  readonly #writer: string;
  /** The kernel's event in which the last statement came back; null outside of transactions. */
  #cameBackIn: number | null = null;

  constructor(world: World, writer: string) {
    this.#world = world;
    this.#writer = writer;
  }

  /** A statement has come back to who asked for it. */
  cameBack(): void {
    this.#cameBackIn = this.#world.kernel.events;
  }

  /** The next statement or the commit is asked for. */
  goesOn(): void {
    const { kernel, model } = this.#world;
    if (this.#cameBackIn === null) return;
    model.resources.wentOn(this.#writer, kernel.events === this.#cameBackIn);
    this.#cameBackIn = null;
  }

  /** The transaction is over. */
  over(): void {
    this.#cameBackIn = null;
  }
}
