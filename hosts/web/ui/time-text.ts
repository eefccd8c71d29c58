import { DAY_MS, type Instant } from '../../../core/vocabulary/time.js';

const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** Hour and minute on the reader's clock: "09:14". */
export function clockText(at: Instant): string {
  return new Intl.DateTimeFormat('en-GB', CLOCK).format(at);
}

/** Day and time in full, for hovering and for screen readers: "Monday, 4 May 2026 at 09:14". */
export function fullTimeText(at: Instant): string {
  const day = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(at);
  return `${day} at ${clockText(at)}`;
}

/** A key that is equal for two times of one day on the reader's calendar. */
export function dayKey(at: Instant): string {
  const day = new Date(at);
  return `${day.getFullYear()}-${day.getMonth()}-${day.getDate()}`;
}

/**
 * Text of a day line: "Today", "Yesterday", "Monday, 4 May"; with the year where it is not this
 * one.
 */
export function dayText(at: Instant, now: Instant): string {
  if (dayKey(at) === dayKey(now)) return 'Today';
  if (dayKey(at) === dayKey(now - DAY_MS)) return 'Yesterday';
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}
