import { MINUTE_MS, SECOND_MS } from '../vocabulary/time.js';

/** Jobs that may wait; beyond them the oldest that nobody holds are given up. */
export const JOBS_WAITING_MAX = 10_000;
/** Jobs that were given up and are kept to be looked at. */
export const DEAD_JOBS_MAX = 1_000;
/** Jobs that one process has under way. */
export const JOBS_RUNNING_MAX = 32;
/** Jobs that one look at the store brings. */
export const JOBS_SEEN_MAX = 256;

/** Claims of one job: after the last one it is given up. */
export const JOB_CLAIMS_MAX = 8;
/**
 * A claim counts for so long as others see it stand still, each by its own steady clock. Far above
 * what a job may take, which is {@link JOB_STARTS_WITHIN_MS} and one push service's time.
 */
export const JOB_LEASE_MS = 20 * SECOND_MS;
/** What cannot be undone is begun within this time of the claim, or left to the next one. */
export const JOB_STARTS_WITHIN_MS = 5 * SECOND_MS;

/** Shortest and longest wait between two tries, before chance is added. */
export const JOB_RETRY_MS_MIN: number = SECOND_MS;
export const JOB_RETRY_MS_MAX: number = MINUTE_MS;
/** Whoever asks for a longer wait is asked again then. */
export const JOB_WAIT_MS_MAX: number = 10 * MINUTE_MS;

/** How often a process looks for jobs that nobody has told it of. */
export const JOBS_LOOK_MS: number = 5 * SECOND_MS;
/** Jobs that are called for one after the other are looked at together. */
export const JOBS_GATHER_MS = 20;
/** After a store that takes nothing. */
export const JOBS_LOOK_AGAIN_MS: number = SECOND_MS;
/** How long a stop waits for what is under way: what is left is done by the next process. */
export const JOBS_STOP_MS: number = 3 * SECOND_MS;
