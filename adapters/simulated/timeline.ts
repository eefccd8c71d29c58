/** What a scheduled step is about, for traces. */
export interface Step {
  readonly kind: string;
  readonly entity: string;
  /** A number that stands for what it carries. */
  readonly payload?: number;
}

/**
 * Virtual time as the twins need it. Whoever drives them supplies it; one belongs to one simulated
 * process, and nothing that was scheduled on it runs after that process has ended.
 */
export interface Timeline {
  /** Milliseconds since the start of the simulation, with fractions. It never goes back. */
  nowMs(): number;
  /** Runs a step after a delay of 0 or more. @returns what cancels it. */
  after(delayMs: number, step: Step, run: () => void): () => void;
  /** Notes that something waits for another to end it. @returns what says that it has ended. */
  waits(step: Step): () => void;
}

/** Chance as the twins need it: the same draws in every run of one seed. */
export interface Chance {
  /** From 0 up to but not including 1. */
  fraction(): number;
  bytes(length: number): Uint8Array;
}

/** Resolves after a delay; never if the process ends before. */
export function sleep(timeline: Timeline, delayMs: number, step: Step): Promise<void> {
  return new Promise((resolve) => {
    timeline.after(delayMs, step, resolve);
  });
}
