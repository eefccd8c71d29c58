import { SimulatedPressure } from '../../../adapters/simulated/pressure.js';
import type { Life } from '../kernel/life.js';
import type { WallSetting } from './server-clock.js';
import type { ServerProcess } from './server-process.js';

/** What is between two lives, one that does not serve yet, or one that serves. */
type State =
  | { readonly kind: 'down' }
  | { readonly kind: 'starting'; readonly life: Life }
  | { readonly kind: 'serving'; readonly life: Life; readonly process: ServerProcess };

/** One place on the machine at which server processes live, one after the other. */
export class ServerNode {
  readonly name: string;
  readonly wall: WallSetting = { offsetMs: 0 };
  readonly pressure = new SimulatedPressure();
  #state: State = { kind: 'down' };
  /** Whether what serves here is about to end in good order. */
  isDraining = false;
  /** Set when it never comes back. */
  #isLost = false;

  /** @param name - `server`, and `server2` for the second. */
  constructor(name: string) {
    this.name = name;
  }

  /** The life that goes on here; null between two. */
  get life(): Life | null {
    return this.#state.kind === 'down' ? null : this.#state.life;
  }

  /** The process that takes connections; null while there is none. */
  get process(): ServerProcess | null {
    return this.#state.kind === 'serving' ? this.#state.process : null;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  starts(life: Life): void {
    this.#state = { kind: 'starting', life };
  }

  serves(process: ServerProcess): void {
    this.#state = { kind: 'serving', life: process.life, process };
  }

  /** What runs here ends with whatever it was doing. @returns the process that served. */
  ends(): ServerProcess | null {
    const { process } = this;
    this.life?.end();
    this.#state = { kind: 'down' };
    this.isDraining = false;
    return process;
  }

  lose(): void {
    this.#isLost = true;
  }
}
