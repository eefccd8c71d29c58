import type { ChildProcess } from 'node:child_process';
import type { MutatedSources } from '../mutants/mutant.js';
import { withMutant, type MutantProcess } from '../mutants/mutant-process.js';
import type { Job } from './job.js';
import { endWorker, runOne, startWorker, type Outcome } from './pool.js';

export interface CrewOptions {
  readonly processes: number;
  readonly sources: MutatedSources | null;
  /** A job that takes longer counts as hung. */
  readonly wallMs: number;
}

/** Processes that stay up between jobs, for whoever decides by an outcome what to run next. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #mutant: MutantProcess;
  readonly #idle: ChildProcess[] = [];
  readonly #waiting: ((child: ChildProcess) => void)[] = [];
  #started = 0;

  private constructor(options: CrewOptions, mutant: MutantProcess) {
    this.#options = options;
    this.#mutant = mutant;
  }

  /** Lets a function use a crew, and ends it afterwards. */
  static async with<Value>(
    options: CrewOptions,
    body: (crew: Crew) => Promise<Value>,
  ): Promise<Value> {
    const found: { value: Value | null } = { value: null };
    await withMutant(options.sources, async (mutant) => {
      const crew = new Crew(options, mutant);
      try {
        found.value = await body(crew);
      } finally {
        await Promise.all(crew.#idle.map(endWorker));
      }
    });
    return found.value as Value;
  }

  get size(): number {
    return this.#options.processes;
  }

  /** Runs a job as soon as a process is free. @param wallMs - instead of what holds for all. */
  async run(job: Job, wallMs = this.#options.wallMs): Promise<Outcome> {
    const child = await this.#take();
    const outcome = await runOne(child, job, wallMs);
    if (outcome.kind === 'ran') this.#give(child);
    else {
      this.#started -= 1;
      await endWorker(child);
      if (this.#waiting.length > 0) this.#give(this.#start());
    }
    return outcome;
  }

  #take(): Promise<ChildProcess> {
    const child = this.#idle.pop();
    if (child !== undefined) return Promise.resolve(child);
    if (this.#started < this.size) return Promise.resolve(this.#start());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): ChildProcess {
    this.#started += 1;
    return startWorker({}, this.#mutant);
  }

  #give(child: ChildProcess): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(child);
    else next(child);
  }
}
