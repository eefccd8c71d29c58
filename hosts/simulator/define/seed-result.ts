import type { Seed } from '../kernel/draws.js';

/** What was violated first. */
export interface SimulatedViolation {
  readonly invariant: string;
  readonly atMs: number;
  readonly detail: string;
}

/** What became of one seed. Two runs of it are the same exactly if their hashes are. */
export interface SeedResult {
  readonly seed: Seed;
  readonly ok: boolean;
  readonly violation: SimulatedViolation | null;
  readonly traceHash: string;
  readonly requests: number;
  readonly crashes: number;
  /** Reached situations of `sometimes`. */
  readonly goals: readonly string[];
  /** Times that each invariant had something to judge. */
  readonly judged: Readonly<Record<string, number>>;
}
