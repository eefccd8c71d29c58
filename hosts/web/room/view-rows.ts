import type { TimelineRow } from '../../../core/client/timeline-rows.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
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
  /** Whether the line stands above it that new messages begin here. */
  readonly startsNew: boolean;
  /** Whether author and time are shown. */
  readonly startsGroup: boolean;
}

/**
 * Puts rows into groups and days, by the reader's calendar.
 *
 * An edit changes neither author nor time, so it never moves a message into another group.
 *
 * @param newAfter - place after which messages are new to the reader; null where none are. The line
 * never stands above an own message.
 */
export function viewRows(
  rows: readonly TimelineRow[],
  me: UserId,
  newAfter: Sequence | null = null,
): readonly ViewRow[] {
  let previous: ViewRow | null = null;
  const firstNew = firstNewIn(rows, me, newAfter);
  return rows.map((row) => {
    const { authorId, at } = originOf(row, me);
    const startsNew = row === firstNew;
    const startsDay = previous === null || dayKey(previous.at) !== dayKey(at);
    const startsGroup =
      startsDay ||
      startsNew ||
      previous?.authorId !== authorId ||
      at - previous.at >= GROUP_WITHIN_MS;
    previous = { row, authorId, at, startsDay, startsNew, startsGroup };
    return previous;
  });
}

/** The first message of somebody else that the reader has not read, if it is here. */
export function firstNewIn(
  rows: readonly TimelineRow[],
  me: UserId,
  newAfter: Sequence | null,
): Extract<TimelineRow, { kind: 'message' }> | null {
  if (newAfter === null) return null;
  for (const row of rows) {
    if (row.kind !== 'message') continue;
    if (row.message.seq > newAfter && row.message.authorId !== me) return row;
  }
  return null;
}

function originOf(row: TimelineRow, me: UserId): { authorId: UserId; at: Instant } {
  return row.kind === 'message'
    ? { authorId: row.message.authorId, at: row.message.at }
    : { authorId: me, at: row.entry.createdAt };
}
