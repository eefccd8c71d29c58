import type { FaultClass } from '../plan/fault-classes.js';

/** Something that must hold, whatever goes wrong. */
export interface Invariant {
  /** `S-` for safety, `R-` for resources, `L-` for liveness. */
  readonly id: string;
  /** When it is checked: T at each event that concerns it, Q when nothing moves, E at the end. */
  readonly tier: 'T' | 'Q' | 'E';
  readonly statement: string;
  /** Fault classes any of which gives it something to judge. Empty: it always has. */
  readonly needs: readonly FaultClass[];
  /** The module that keeps it. */
  readonly owner: string;
}
