import type { SimulatedNetwork } from '../../../adapters/simulated/network.js';
import type { ClientFrame } from '../../../core/vocabulary/frames.js';
import type { Draws } from '../kernel/draws.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Model } from '../model/model.js';
import type { Config } from '../plan/config.js';
import type { TabName } from '../plan/plan.js';
import type { FaultClass } from '../plan/fault-classes.js';
import type { Boundary, Place } from './boundary.js';
import type { ChanceList } from './chances.js';
import type { Counts } from './counts.js';
import type { Pushes } from './pushes.js';

/** What all parts of one simulated world share. */
export interface World {
  readonly kernel: Kernel;
  readonly model: Model;
  readonly config: Config;
  readonly counts: Counts;
  readonly network: SimulatedNetwork;
  /** Of every browser. */
  readonly pushService: Pushes;
  /** False once faults have stopped: what is drawn by chance then does no harm any more. */
  readonly faulty: { on: boolean };
  /** Strokes of chance, by number. */
  readonly chances: ChanceList;
  /** Notes that a goal of fixtures/sometimes.json was reached. */
  goal(id: string): void;
  /** Faults are likelier for a moment. */
  near(boundary: Boundary, place: Place): void;
  /** A page has handed a frame to the connection that it takes for its own. */
  handed(tab: TabName, frame: ClientFrame): void;
}

/** Whether a class strikes, now that it could. The draw is made either way. */
export function strikes(world: World, name: FaultClass, hit: boolean): boolean {
  if (!hit || !world.faulty.on || !world.config.faults[name].on) return false;
  const number = world.chances.next(name);
  if (number === null) return false;
  const { kernel } = world;
  kernel.note('fault', { kind: name, entity: `chance ${String(number)}`, about: [kernel.lane] });
  return true;
}

/** Notes that a class changed what happened. */
export function changedOutcome(world: World, name: FaultClass, times = 1): void {
  world.counts.outcomes[name] += times;
}

/** How long storage takes for one step, in microseconds; null where it takes no time at all. */
export function storageDelayUs(world: World, draws: Draws): number | null {
  const { on, storageUs } = world.config.faults.N1;
  const drawn = draws.exponential(storageUs);
  return on ? drawn : null;
}
