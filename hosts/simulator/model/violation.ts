/** Something that must never be, and was. */
export interface Violation {
  /** Id of the invariant, as docs/simulator.md lists them. */
  readonly invariant: string;
  /** Virtual milliseconds. */
  readonly at: number;
  /** What it was about, such as `room:1@14` or `c2 room:1`. */
  readonly entity: string;
  /** A sentence for people. */
  readonly detail: string;
}

/** Takes violations. The first one counts; the run ends with it. */
export type Report = (violation: Omit<Violation, 'at'>) => void;

/** Where checkers report, and where they say that they had something to judge. */
export interface Bench {
  readonly report: Report;
  /** Notes that an invariant judged something. One that never does in a long run proves nothing. */
  readonly judged: (invariant: string) => void;
}
