import type { Snapshot, Tx } from '../../ports/store.js';
import { refused, type Refusal } from '../vocabulary/errors.js';
import { MINUTE_MS, type Instant } from '../vocabulary/time.js';

/**
 * Wrong passwords and join codes that one address may send within {@link FAILED_SIGN_IN_WINDOW_MS}.
 */
export const FAILED_SIGN_INS_MAX = 10;
export const FAILED_SIGN_IN_WINDOW_MS = 3 * MINUTE_MS;

/** An attempt to get in, by password or join code. */
export interface Attempt {
  readonly address: string;
  readonly at: Instant;
}

/**
 * Refuses the address that has failed too often, whether or not this attempt would be right.
 *
 * @returns null while it may go on, else `rate_limited` with the wait until the oldest failure is
 * forgotten.
 */
export async function checkSignInLimit(
  snapshot: Snapshot,
  attempt: Attempt,
): Promise<{ readonly ok: false; readonly refusal: Refusal } | null> {
  const { count, oldestAt } = await snapshot.failedSignIns(
    attempt.address,
    windowStart(attempt.at),
  );
  if (count < FAILED_SIGN_INS_MAX) return null;
  const wait = (oldestAt ?? attempt.at) + FAILED_SIGN_IN_WINDOW_MS - attempt.at;
  // A wall clock set back must not turn into a longer wait than the window.
  const retryAfterMs = Math.min(Math.max(wait, 1), FAILED_SIGN_IN_WINDOW_MS);
  return refused(
    'rate_limited',
    'Too many attempts. Wait a few minutes and try again.',
    retryAfterMs,
  );
}

/** Records a failure. It counts for {@link FAILED_SIGN_IN_WINDOW_MS}. */
export async function recordFailure(tx: Tx, attempt: Attempt): Promise<void> {
  await tx.recordFailedSignIn(attempt.address, attempt.at, windowStart(attempt.at));
}

function windowStart(at: Instant): Instant {
  return at - FAILED_SIGN_IN_WINDOW_MS + 1;
}
