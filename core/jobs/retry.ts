import { JOB_RETRY_MS_MAX, JOB_RETRY_MS_MIN, JOB_WAIT_MS_MAX } from './limits.js';

/**
 * How long a job waits after its nth claim has failed: twice as long each time, up to a minute, and
 * by chance between half of that and all of it.
 *
 * @param claims - 1 or more.
 * @param fraction - chance, from 0 up to 1.
 * @param atLeastMs - what was asked for; chance comes on top of it.
 */
export function retryMs(claims: number, fraction: number, atLeastMs: number | null): number {
  // 2^6 seconds are past the longest wait: a larger power only risks overflow.
  const usual = Math.min(JOB_RETRY_MS_MAX, JOB_RETRY_MS_MIN * 2 ** Math.min(claims - 1, 6));
  const waitMs = usual / 2 + (fraction * usual) / 2;
  const asked = Math.min(atLeastMs ?? 0, JOB_WAIT_MS_MAX);
  return Math.round(asked > waitMs ? asked + (fraction * usual) / 2 : waitMs);
}
