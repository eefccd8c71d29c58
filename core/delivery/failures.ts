import { isChatError } from '../vocabulary/errors.js';
import type { ErrorCode, Refusal } from '../vocabulary/errors.js';
import type { Telemetry } from '../../ports/telemetry.js';

/**
 * What a failed read or command is called towards people. Defects are logged; their text stays
 * here.
 */
export function refusalOf(error: unknown, what: string, telemetry: Telemetry): Refusal {
  if (isChatError(error)) {
    telemetry.count('delivery_failures_total');
    const { code, message, retryAfterMs } = error;
    return retryAfterMs === undefined ? { code, message } : { code, message, retryAfterMs };
  }
  telemetry.count('delivery_defects_total');
  telemetry.log('error', `${what} failed`, {
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return { code: 'internal', message: 'Something is wrong on the server. Its log has more.' };
}

/** Whether trying again can help: the store was busy or out of reach, and nothing was decided. */
export function isWorthRetrying(code: ErrorCode): boolean {
  return (
    code === 'busy' ||
    code === 'unavailable' ||
    code === 'deadline_exceeded' ||
    code === 'disk_full'
  );
}
