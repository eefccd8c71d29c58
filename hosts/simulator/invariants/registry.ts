import type { Invariant } from './invariant.js';
import { LIVENESS } from './liveness.js';
import { RESOURCES } from './resources.js';
import { SAFETY } from './safety.js';

/** Every invariant that the simulator checks. docs/simulator.md holds the same table. */
export const INVARIANTS: readonly Invariant[] = [...SAFETY, ...RESOURCES, ...LIVENESS];

export function invariantOf(id: string): Invariant | null {
  return INVARIANTS.find((invariant) => invariant.id === id) ?? null;
}
