import type { FaultClass } from '../plan/fault-classes.js';
import type { Chances } from '../plan/plan.js';

/**
 * Counts the strokes of chance of each class in the order in which they come, so that a plan can
 * name those that strike: the others pass without harm.
 */
export class ChanceList {
  readonly #named: Chances;
  readonly #counts: Partial<Record<FaultClass, number>> = {};

  /** @param named - classes that are not in it strike each time. */
  constructor(named: Chances) {
    this.#named = named;
  }

  /** Strokes so far, whether they struck or not. */
  get counts(): Readonly<Partial<Record<FaultClass, number>>> {
    return this.#counts;
  }

  /** @returns the number of this stroke, from 1 on; null where the plan does not name it. */
  next(name: FaultClass): number | null {
    const number = (this.#counts[name] ?? 0) + 1;
    this.#counts[name] = number;
    return this.#named[name]?.includes(number) === false ? null : number;
  }
}
