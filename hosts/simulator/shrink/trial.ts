import type { Crew } from '../commands/crew.js';
import type { Outcome } from '../commands/pool.js';
import type { Plan } from '../plan/plan.js';
import { signatureOf } from './signature.js';

export interface TrialOptions {
  readonly crew: Crew;
  readonly signature: string;
  /** As `performance.now()` counts: later, nothing is tried any more. */
  readonly deadlineMs: number;
}

/** Tries plans: which of them fail as the first one did? */
export class Trial {
  readonly #options: TrialOptions;
  readonly #known = new Map<string, Outcome>();
  #runs = 0;

  constructor(options: TrialOptions) {
    this.#options = options;
  }

  /** Plans that were run. Those that come again are not run again. */
  get runs(): number {
    return this.#runs;
  }

  get isOver(): boolean {
    return performance.now() >= this.#options.deadlineMs;
  }

  /** The lowest index of a plan with the signature, as many at a time as there are processes. */
  async first(plans: readonly Plan[]): Promise<number> {
    const size = this.#options.crew.size;
    for (let from = 0; from < plans.length && !this.isOver; from += size) {
      const together = plans.slice(from, from + size);
      const fail = await Promise.all(together.map((plan) => this.reproduces(plan)));
      const at = fail.indexOf(true);
      if (at >= 0) return from + at;
    }
    return -1;
  }

  async reproduces(plan: Plan): Promise<boolean> {
    return signatureOf(await this.outcome(plan)) === this.#options.signature;
  }

  async outcome(plan: Plan): Promise<Outcome> {
    const text = JSON.stringify(plan);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const outcome = await this.again(plan);
    this.#known.set(text, outcome);
    return outcome;
  }

  /** Runs a plan whether or not it is known. */
  async again(plan: Plan): Promise<Outcome> {
    this.#runs += 1;
    return this.#options.crew.run({ number: 0, plan });
  }
}
