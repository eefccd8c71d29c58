import type { JobRecord } from '../../ports/store-telling.js';
import type { JobId } from '../vocabulary/ids.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { JOB_LEASE_MS } from './limits.js';

interface Sighting {
  readonly fence: number;
  readonly isHeld: boolean;
  readonly since: MonotonicMs;
}

/** Which jobs may be claimed now, and when the next one may be. */
export interface Due {
  readonly jobs: readonly JobRecord[];
  /** Null where nothing waits for its time. */
  readonly nextInMs: number | null;
}

/**
 * Since when each job that waits is as it is, by the steady clock of this process.
 *
 * Nothing is decided by the time of another clock: a wait and a lease begin when somebody sees
 * them, and so are never too short.
 */
export class Sightings {
  #seen = new Map<JobId, Sighting>();

  /** Jobs that are remembered. */
  get size(): number {
    return this.#seen.size;
  }

  /**
   * Takes in what a look has brought, and forgets what it has not.
   *
   * @param isOwn - whether this process has a job under way.
   */
  look(found: readonly JobRecord[], now: MonotonicMs, isOwn: (id: JobId) => boolean): Due {
    const seen = new Map<JobId, Sighting>();
    const jobs: JobRecord[] = [];
    let nextInMs: number | null = null;
    for (const job of found) {
      const before = this.#seen.get(job.id);
      const isSame = before?.fence === job.fence && before.isHeld === job.isHeld;
      const { fence, isHeld } = job;
      const sighting = isSame ? before : { fence, isHeld, since: now };
      seen.set(job.id, sighting);
      if (isOwn(job.id)) continue;
      const inMs = sighting.since + (isHeld ? JOB_LEASE_MS : job.waitMs) - now;
      if (inMs <= 0) jobs.push(job);
      else nextInMs = Math.min(inMs, nextInMs ?? inMs);
    }
    this.#seen = seen;
    return { jobs, nextInMs };
  }
}
