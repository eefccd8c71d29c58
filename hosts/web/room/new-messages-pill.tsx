import { useEffect, useState } from 'react';

import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { Icon } from '../ui/icon.js';
import { namesText } from './announcements.js';
import type { ViewRow } from './view-rows.js';

/** The way down, with what has come meanwhile. Shown while the reader is elsewhere. */
export function NewMessagesPill(options: {
  readonly rows: readonly ViewRow[];
  readonly newerExist: boolean;
  readonly atEnd: boolean;
  readonly me: UserId;
  readonly people: ReadonlyMap<UserId, Person>;
  readonly onShow: () => void;
}) {
  const { rows, newerExist, atEnd, me, people } = options;
  const newest = newestSequence(rows);
  const [seen, setSeen] = useState(newest);
  useEffect(() => {
    if (atEnd) setSeen(newest);
  }, [atEnd, newest]);
  if (atEnd) return null;
  const fresh = rows.filter(
    ({ row, authorId }) => row.kind === 'message' && row.message.seq > seen && authorId !== me,
  );
  const names = fresh.map(({ authorId }) => people.get(authorId)?.name ?? 'Someone');
  const count = newerExist ? 0 : fresh.length;
  return (
    <button type="button" className="pill" data-fresh={count > 0} onClick={options.onShow}>
      <Icon name="down" />
      {count > 0 ? `${count} new, ${namesText(names)}` : 'Newest messages'}
    </button>
  );
}

function newestSequence(rows: readonly ViewRow[]): number {
  for (const { row } of rows.toReversed()) {
    if (row.kind === 'message') return row.message.seq;
  }
  return 0;
}
