import type { TimelineRow } from '../../../core/client/timeline-rows.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import { type Instant, MINUTE_MS } from '../../../core/vocabulary/time.js';
import { dayKey } from '../ui/time-text.js';

/** Messages of one author closer than this stand under one name. */
export const GROUP_WITHIN_MS = 5 * MINUTE_MS;

/** A row with what its neighbours make of it. */
export interface ViewRow {
  readonly row: TimelineRow;
  readonly authorId: UserId;
  readonly at: Instant;
  /** Whether a day line stands above it. */
  readonly startsDay: boolean;
  /** Whether author and time are shown. */
  readonly startsGroup: boolean;
}

/**
 * Puts rows into groups and days, by the reader's calendar.
 *
 * An edit changes neither author nor time, so it never moves a message into another group.
 */
export function viewRows(rows: readonly TimelineRow[], me: UserId): readonly ViewRow[] {
  let previous: ViewRow | null = null;
  return rows.map((row) => {
    const { authorId, at } = originOf(row, me);
    const startsDay = previous === null || dayKey(previous.at) !== dayKey(at);
    const startsGroup =
      startsDay || previous?.authorId !== authorId || at - previous.at >= GROUP_WITHIN_MS;
    previous = { row, authorId, at, startsDay, startsGroup };
    return previous;
  });
}

function originOf(row: TimelineRow, me: UserId): { authorId: UserId; at: Instant } {
  return row.kind === 'message'
    ? { authorId: row.message.authorId, at: row.message.at }
    : { authorId: me, at: row.entry.createdAt };
}
