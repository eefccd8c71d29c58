import { DAY_MS, SECOND_MS, type Instant } from '../../core/vocabulary/time.js';
import type { OutboundAnswer, OutboundResult } from '../../ports/outbound.js';
import type { PushRejection, PushResult } from '../../ports/push.js';

/** No service is waited for longer than this; it is asked again instead. */
export const RETRY_AFTER_MS_MAX = DAY_MS;

const GONE: readonly number[] = [404, 410];
const UNAUTHORIZED: readonly number[] = [401, 403];
const TOO_LARGE = 413;
const LIMITED = 429;
/** Too slow, and too early: as good as no answer. */
const AGAIN: readonly number[] = [408, 425];

const DAY_OF_WEEK = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/** What an exchange with a push service means for the message. */
export function verdictOn(result: OutboundResult, now: Instant): PushResult {
  switch (result.kind) {
    case 'answered':
      return verdictOnAnswer(result, now);
    case 'refused':
      return rejected('refused');
    case 'failed':
      // A service that answers at such length has taken it, or never will.
      if (result.reason === 'too_large') return rejected('service');
      return { kind: 'rejected', reason: 'unreachable', retryable: true, retryAfterMs: null };
  }
}

export function rejected(reason: PushRejection): PushResult {
  return { kind: 'rejected', reason, retryable: false };
}

function verdictOnAnswer({ status, headers }: OutboundAnswer, now: Instant): PushResult {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (GONE.includes(status)) return { kind: 'gone' };
  if (UNAUTHORIZED.includes(status)) return rejected('unauthorized');
  if (status === TOO_LARGE) return rejected('payload_too_large');
  if (status < 500 && status !== LIMITED && !AGAIN.includes(status)) return rejected('service');
  const reason = status === LIMITED ? 'limited' : 'service';
  const retryAfterMs = waitOf(headers['retry-after'] ?? '', now);
  return { kind: 'rejected', reason, retryable: true, retryAfterMs };
}

/** Seconds, or a date. */
function waitOf(text: string, now: Instant): number | null {
  const waitMs = /^\d+$/.test(text) ? Number(text) * SECOND_MS : dateOf(text) - now;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), RETRY_AFTER_MS_MAX);
}

/** A date begins with the day of the week; other texts may look like one to the parser. */
function dateOf(text: string): number {
  return DAY_OF_WEEK.test(text) ? Date.parse(text) : Number.NaN;
}
