import type { SimulatedConnection } from '../../../adapters/simulated/connection.js';
import type { Life } from '../kernel/life.js';
import { changedOutcome, type World } from './world.js';

/** Cuts connections over which nothing has gone for a while, as proxies do. */
export class ProxyTrouble {
  readonly #world: World;
  readonly #life: Life;

  constructor(world: World) {
    this.#world = world;
    this.#life = world.kernel.begin('proxy');
  }

  /** A connection goes through the proxy from now on. */
  opened(connection: SimulatedConnection): void {
    const { on, idleMs } = this.#world.config.faults.N9;
    if (on && this.#world.faulty.on) this.#lookAgain(connection, idleMs);
  }

  #lookAgain(connection: SimulatedConnection, afterMs: number): void {
    this.#life.schedule(afterMs * 1_000, { kind: 'N9', entity: connection.id }, () => {
      if (!connection.live || !this.#world.faulty.on) return;
      const { kernel, config } = this.#world;
      const idleMs = kernel.nowUs / 1_000 - connection.usedAtMs;
      if (idleMs < config.faults.N9.idleMs) {
        this.#lookAgain(connection, config.faults.N9.idleMs - idleMs);
        return;
      }
      changedOutcome(this.#world, 'N9');
      connection.cut({ serverAfterMs: 0, clientAfterMs: 0 });
    });
  }
}
