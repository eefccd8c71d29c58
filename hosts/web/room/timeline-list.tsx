import { Fragment, type RefObject } from 'react';

import type { MessageId, UserId } from '../../../core/vocabulary/ids.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { mentionedIn } from '../../../core/vocabulary/mentions.js';
import type { Instant } from '../../../core/vocabulary/time.js';
import { dayText } from '../ui/time-text.js';
import type { MessageActs } from './message-acts.js';
import { MessageItem } from './message-item.js';
import { isChangeable } from './messages.js';
import { PendingItem } from './pending-item.js';
import type { ViewRow } from './view-rows.js';

export interface TimelineListOptions {
  readonly rows: readonly ViewRow[];
  readonly me: Person;
  readonly people: ReadonlyMap<UserId, Person>;
  readonly editing: MessageId | null;
  readonly highlighted: MessageId | null;
  readonly acts: MessageActs;
  /** Key of the one row that Tab comes to. */
  readonly tabStop: string | null;
}

/** The rows of a timeline, with a line above the first of each day. */
export function TimelineList(
  options: TimelineListOptions & { readonly list: RefObject<HTMLOListElement | null> },
) {
  const now = Date.now();
  return (
    <ol ref={options.list} className="rows">
      {options.rows.map((viewRow) => (
        <Fragment key={viewRow.row.key}>
          {viewRow.startsDay ? <DayLine at={viewRow.at} now={now} /> : null}
          {viewRow.startsNew ? <NewLine /> : null}
          <li data-row={viewRow.row.key} data-starts-group={viewRow.startsGroup}>
            <Row viewRow={viewRow} {...options} />
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

function DayLine({ at, now }: { readonly at: Instant; readonly now: Instant }) {
  return (
    <li className="day-line">
      <h3>{dayText(at, now)}</h3>
    </li>
  );
}

/** Above what came since the reader was here last. */
function NewLine() {
  return (
    <li className="new-line">
      <h3>New</h3>
    </li>
  );
}

function Row(options: TimelineListOptions & { readonly viewRow: ViewRow }) {
  const { viewRow, me, acts } = options;
  const { row, authorId, startsGroup } = viewRow;
  const common = {
    rowKey: row.key,
    author: options.people.get(authorId) ?? (authorId === me.id ? me : null),
    startsGroup,
    tabStop: row.key === options.tabStop,
    acts,
  };
  if (row.kind === 'pending') return <PendingItem {...common} entry={row.entry} />;
  return (
    <MessageItem
      {...common}
      message={row.message}
      changeable={isChangeable(row.message, me)}
      editing={row.message.id === options.editing}
      highlighted={row.message.id === options.highlighted}
      mentionsMe={mentionedIn(row.message.body, authorId, [me]).length > 0}
    />
  );
}
