import type { JobClaim, NewJob } from '../../ports/store-telling.js';
import type { MonotonicMs } from '../vocabulary/time.js';

/** A job that this process has claimed. */
export interface ClaimedJob extends NewJob, JobClaim {
  /** When, by the steady clock of this process: before the claim was committed. */
  readonly claimedAt: MonotonicMs;
}

/** How a try ended. */
export type JobResult =
  /** The job has ended itself, in a unit of its own. */
  | { readonly kind: 'settled' }
  /** Another process has the job by now: what this one knows of it counts no more. */
  | { readonly kind: 'lost' }
  /** There is nothing more to do: the job ends. */
  | { readonly kind: 'done' }
  /** Not this time, and somebody has said when. */
  | { readonly kind: 'later'; readonly waitMs: number }
  /** Not this time: again after the usual wait, or after a longer one if so asked. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number | null }
  /** Never: it is given up. */
  | { readonly kind: 'dead'; readonly reason: string };

/** What jobs of one kind do. */
export interface JobKind {
  /** Jobs of it that one process has under way: those who wait for others hold nobody up. */
  readonly atOnceMax: number;
  /**
   * Tries once. It may be tried again after any step, also while an earlier try is still under way
   * in a process that stood still: what has an effect once checks its claim in the unit.
   *
   * It takes less than the time of a lease.
   * @throws ChatError of the store: then it is tried again.
   */
  run(job: ClaimedJob): Promise<JobResult>;
}
