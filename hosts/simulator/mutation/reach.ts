import type { Crew } from '../commands/crew.js';
import { EXIT, exitCodeOf } from '../commands/exit-codes.js';
import type { Trial } from './trials.js';

/** A trial on the code as it is. */
export interface PassedTrial extends Trial {
  readonly traceHash: string;
  readonly wallMs: number;
  /** Numbers of the mutants whose places ran. */
  readonly reached: ReadonlySet<number>;
  /** Mutants that it has found out. */
  kills: number;
}

/** What trials do with the code as it is, and which of them find mutants out. */
export class Reach {
  readonly #passed: PassedTrial[] = [];
  readonly #failing: Trial[] = [];

  /** Trials that pass, in no order. */
  get passed(): readonly PassedTrial[] {
    return this.#passed;
  }

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

  /**
   * Trials that come to a mutant's place, one of each kind after the other: those kinds first, and
   * within them those trials, that found most, then the quickest.
   */
  of(mutant: number): readonly PassedTrial[] {
    const kinds = new Map<string, PassedTrial[]>();
    for (const trial of this.#passed.filter(({ reached }) => reached.has(mutant))) {
      const kind = trial.settings.join();
      kinds.set(kind, [...(kinds.get(kind) ?? []), trial]);
    }
    const queues = [...kinds.values()].map((trials) => trials.sort(byUse));
    queues.sort((one, other) => killsOf(other) - killsOf(one));
    const most = Math.max(0, ...queues.map(({ length }) => length));
    const places = Array.from({ length: most }, (_, at) => at);
    return places.flatMap((at) => queues.flatMap((queue) => queue[at] ?? []));
  }
}

function byUse(one: PassedTrial, other: PassedTrial): number {
  return other.kills - one.kills || one.wallMs - other.wallMs || one.seed - other.seed;
}

function killsOf(trials: readonly PassedTrial[]): number {
  return trials.reduce((sum, { kills }) => sum + kills, 0);
}
