import type { DeliveryStats } from '../../../core/delivery/stats.js';
import type { ServerNode } from './server-node.js';
import type { ServerProcess } from './server-process.js';
import { changedOutcome, type World } from './world.js';

/** What a sweep may be late. */
const LATE_MS = 1_000;
/** Of what is given up, the last. */
const HIGHEST = 4;

/** Tells the model what processes give up. */
export class PressureLook {
  readonly #world: World;
  readonly #lateTimersMs: number;
  /** What each place gave up last. */
  readonly #levels = new Map<ServerNode, number>();

  /** @param lateTimersMs - how late timers may be. */
  constructor(world: World, lateTimersMs: number) {
    this.#world = world;
    this.#lateTimersMs = lateTimersMs;
  }

  look(process: ServerProcess, node: ServerNode, stats: DeliveryStats): void {
    if (!this.#world.config.faults.P5.on) return;
    const { life, deliveryLane, limits, lost } = process;
    const { pressureLevel: level, catchUpsRunning: readsRunning, connections } = stats;
    const isLooked = connections > 0 || level > 0;
    const isAwake = isLooked && !life.paused && !node.isDraining && lost === null;
    this.#note(node, level);
    this.#world.model.pressures.shows(deliveryLane, node.name, {
      level,
      readsRunning,
      isAwake,
      pace: {
        riseMs: limits.pressureRiseMs,
        fallMs: limits.pressureFallMs,
        lateMs: 2 * limits.sweepIntervalMs + LATE_MS + this.#lateTimersMs,
      },
    });
  }

  #note(node: ServerNode, level: number): void {
    const before = this.#levels.get(node) ?? 0;
    this.#levels.set(node, level);
    if (level > before) changedOutcome(this.#world, 'P5');
    if (level > before && level === HIGHEST) this.#world.goal('everything-given-up');
    if (level === 0 && before > 0) this.#world.goal('pressure-over');
  }
}
