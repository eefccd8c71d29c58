import type { Crew } from '../commands/crew.js';
import { EXIT, exitCodeOf } from '../commands/exit-codes.js';
import type { Trial } from './trials.js';

/** A trial on the code as it is. */
interface Passed extends Trial {
  readonly traceHash: string;
  readonly wallMs: number;
  /** Numbers of the mutants whose places ran. */
  readonly reached: ReadonlySet<number>;
  /** Mutants that it has found out. */
  kills: number;
}

/** What trials do with the code as it is, and which of them find mutants out. */
export class Reach {
  readonly #passed: Passed[] = [];
  readonly #failing: Trial[] = [];

  /** Trials that fail already: nothing can be said of mutants with them. */
  get failing(): readonly Trial[] {
    return this.#failing;
  }

  /** Runs trials with no mutant switched on: which mutants' places does each come to? */
  async measure(crew: Crew, trials: readonly Trial[]): Promise<void> {
    await Promise.all(
      trials.map(async (trial, number) => {
        const outcome = await crew.run({ number, ...trial });
        if (outcome.kind !== 'ran' || exitCodeOf(outcome) !== EXIT.pass) this.#failing.push(trial);
        else {
          const { wallMs, result } = outcome;
          const reached = new Set(outcome.reached);
          this.#passed.push({ ...trial, traceHash: result.traceHash, wallMs, reached, kills: 0 });
        }
      }),
    );
  }

  /** Trials that come to a mutant's place: those first that found most, then the quickest. */
  of(mutant: number): readonly Passed[] {
    return this.#passed
      .filter(({ reached }) => reached.has(mutant))
      .sort(
        (one, other) =>
          other.kills - one.kills || one.wallMs - other.wallMs || one.seed - other.seed,
      );
  }
}
