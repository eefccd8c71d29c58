import { FAULT_CLASS_NAMES, type FaultClass } from '../plan/fault-classes.js';

/** What a seed did, for the rule that a run must do something. */
export interface Counts {
  commits: number;
  acknowledgements: number;
  resumes: number;
  resets: number;
  crashes: number;
  /** Statements of a unit before which a read, a crash or somebody else's command had run. */
  interleavings: number;
  /** Times that a class changed what happened. */
  readonly outcomes: Record<FaultClass, number>;
  /** Times that each goal was reached; goals that were not are absent. */
  readonly goals: Record<string, number>;
}

export function noCounts(): Counts {
  const outcomes = Object.fromEntries(FAULT_CLASS_NAMES.map((name) => [name, 0]));
  return {
    commits: 0,
    acknowledgements: 0,
    resumes: 0,
    resets: 0,
    crashes: 0,
    interleavings: 0,
    outcomes: outcomes as Counts['outcomes'],
    goals: {},
  };
}
