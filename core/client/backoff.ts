import { BACKOFF_FIRST_MS, BACKOFF_MAX_MS, BACKOFF_MIN_MS } from './limits.js';

/**
 * How long to wait before attempt `attempt` (0 for the first), with full jitter.
 *
 * Many who lost the same server come back spread over the whole interval, never at once.
 * @param fraction - chance, from 0 up to 1.
 * @param atLeastMs - what the server asked for; the jitter comes on top of it.
 */
export function backoffMs(attempt: number, fraction: number, atLeastMs = 0): number {
  // 2^5 seconds are past the longest wait: a larger power only risks overflow.
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 5));
  const wait = BACKOFF_MIN_MS + fraction * (ceiling - BACKOFF_MIN_MS);
  return Math.round(atLeastMs > 0 ? atLeastMs + fraction * Math.min(wait, ceiling) : wait);
}
