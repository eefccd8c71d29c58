import type { Instant, MonotonicMs } from '../core/vocabulary/time.js';

/** Time, of both kinds, and waking up. */
export interface Clock {
  /** Wall-clock time. It may jump; it decides no order and no lease. */
  now(): Instant;
  /** Steady time of this process. It never goes back. */
  monotonic(): MonotonicMs;
  /** Calls back once, not before `delayMs` (0 or more) have passed. Returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}
