/** One who stands in line for the lead. */
export interface Candidate {
  granted(): void;
  robbed(): void;
}

/**
 * A browser's lock on the lead: one holder, and a line of those who wait. What it decides takes
 * effect at once; when a candidate learns of it is the candidate's affair.
 */
export class LeadLock {
  #holder: Candidate | null = null;
  #line: Candidate[] = [];

  get holder(): Candidate | null {
    return this.#holder;
  }

  request(candidate: Candidate): void {
    this.#line.push(candidate);
    this.#grantNext();
  }

  steal(candidate: Candidate): void {
    if (this.#holder === candidate) return;
    const robbed = this.#holder;
    this.#line = this.#line.filter((other) => other !== candidate);
    this.#holder = candidate;
    robbed?.robbed();
    candidate.granted();
  }

  /** Gives the lock back, or the place in line. */
  release(candidate: Candidate): void {
    this.#line = this.#line.filter((other) => other !== candidate);
    if (this.#holder !== candidate) return;
    this.#holder = null;
    this.#grantNext();
  }

  #grantNext(): void {
    if (this.#holder !== null) return;
    const next = this.#line.shift();
    if (next === undefined) return;
    this.#holder = next;
    next.granted();
  }
}
