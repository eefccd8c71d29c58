import type { LogLevel, Telemetry } from '../../../ports/telemetry.js';
import type { World } from './world.js';

/** Situations that a process counts by itself. */
const COUNTED_GOALS: ReadonlyMap<string, string> = new Map([
  ['presence_handovers_total', 'presence-handed-over'],
  ['presence_peers_silent_total', 'silent-process-ended'],
  ['typing_dropped_total', 'typing-dropped'],
]);

/** The line by which a process says that it gives nothing up any more. */
const PRESSURE_OVER = /^the process is pressed no longer/;

/**
 * Telemetry of a simulated process: what it logs as an error is a defect, what it counts may be a
 * goal, and everything else is dropped.
 */
export class DefectTelemetry implements Telemetry {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  count(name: string): void {
    const goal = COUNTED_GOALS.get(name);
    if (goal !== undefined) this.#world.goal(goal);
    const { model, kernel } = this.#world;
    if (name === 'delivery_catch_ups_total') model.turns.comes(kernel.lane);
    if (name === 'delivery_catch_ups_begun_total') model.turns.given(kernel.lane);
  }

  gauge(): void {
    // Nobody scrapes a simulation.
  }

  log(level: LogLevel, message: string, fields: Parameters<Telemetry['log']>[2] = {}): void {
    const { model, kernel } = this.#world;
    if (PRESSURE_OVER.test(message)) model.pressures.saidOver(kernel.lane);
    if (level === 'error') model.defect(`${message}: ${JSON.stringify(fields)}`);
  }
}
