import type { Crew } from './crew.js';
import { firstFailing, seedsUpTo } from './first-failing.js';
import type { Job } from './job.js';

/** How many seeds from the first on have passed, and whether the next has failed. */
interface Known {
  readonly passed: number;
  readonly isEnd: boolean;
}

/** Which seeds pass on the code as it is. Each is run once, whoever asks. */
export class CleanSeeds {
  readonly #crew: Crew;
  /** By settings; what is asked of the same settings waits for what was asked before. */
  readonly #known = new Map<string, Promise<Known>>();

  /** @param crew - of the code as it is. */
  constructor(crew: Crew) {
    this.#crew = crew;
  }

  /** Whether the seeds up to a number pass. */
  async pass(settings: readonly string[], count: number): Promise<boolean> {
    const key = settings.join(' ');
    const before = this.#known.get(key) ?? Promise.resolve({ passed: 0, isEnd: false });
    const now = before.then((known) => this.#extended(known, settings, count));
    this.#known.set(key, now);
    return (await now).passed >= count;
  }

  async #extended(known: Known, settings: readonly string[], count: number): Promise<Known> {
    const { passed, isEnd } = known;
    if (isEnd || passed >= count) return known;
    const jobs = seedsUpTo(count, settings).slice(passed).map(renumbered);
    const failing = await firstFailing(this.#crew, jobs);
    const now = failing === null ? count : failing.job.number + passed;
    return { passed: now, isEnd: failing !== null };
  }
}

/** A search counts its jobs from 0. */
function renumbered(job: Job, number: number): Job {
  return { ...job, number };
}
