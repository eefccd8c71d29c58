import type { Connection } from '../../../core/client/state.js';
import type { MonotonicMs } from '../../../core/vocabulary/time.js';
import { SECOND_MS } from '../../../core/vocabulary/time.js';

/** Down for less than this, nothing is shown: most breaks heal before anyone would notice. */
export const DOT_AFTER_MS = 2 * SECOND_MS;
/** Down for this long, the bar says so: before 5 s nobody can claim a failure. */
export const BAR_AFTER_MS = 5 * SECOND_MS;
/** When the browser itself says that it is offline, the bar need not wait. */
export const BAR_AFTER_BROWSER_OFFLINE_MS = 2 * SECOND_MS;
/** Down for this long, a person may want to try at once. */
export const TRY_NOW_AFTER_MS = 30 * SECOND_MS;
/** How long the bar says that the connection is back. */
export const BACK_SHOWN_MS = 1_500;

/** What the page says of the connection. */
export type Notice = 'none' | 'dot' | 'offline' | 'offlineTryNow';

/** Whether the page says that it is offline. */
export function isOffline(notice: Notice | 'back'): boolean {
  return notice === 'offline' || notice === 'offlineTryNow';
}

/** Since when there is no connection; null while there is one, or where none is wanted. */
export function downSince(connection: Connection): MonotonicMs | null {
  return 'downSince' in connection ? connection.downSince : null;
}

/** What is to be said after being down for some time. */
export function noticeAfter(downMs: number, browserOffline: boolean): Notice {
  if (downMs >= TRY_NOW_AFTER_MS) return 'offlineTryNow';
  if (downMs >= (browserOffline ? BAR_AFTER_BROWSER_OFFLINE_MS : BAR_AFTER_MS)) return 'offline';
  return downMs >= DOT_AFTER_MS ? 'dot' : 'none';
}

/**
 * Milliseconds until {@link noticeAfter} may say something else; null when it says its last word.
 */
export function nextNoticeIn(downMs: number): number | null {
  const next = [DOT_AFTER_MS, BAR_AFTER_MS, TRY_NOW_AFTER_MS].find(
    (threshold) => threshold > downMs,
  );
  return next === undefined ? null : next - downMs;
}
