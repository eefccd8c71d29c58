import { memo, useId } from 'react';

import type { OutboxEntry } from '../../../core/client/state.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { Avatar } from '../ui/avatar.js';
import { MessageText } from '../ui/message-text.js';
import { clockText, fullTimeText } from '../ui/time-text.js';
import type { MessageActs } from './message-acts.js';
import { pendingKind } from './pending-kind.js';
import { PendingState } from './pending-state.js';

interface PendingItemOptions {
  readonly rowKey: string;
  readonly entry: OutboxEntry;
  readonly author: Person | null;
  readonly startsGroup: boolean;
  readonly tabStop: boolean;
  readonly acts: MessageActs;
}

/** An own message that is not in the timeline yet, with what is known of it. */
export const PendingItem = memo(function PendingItem(options: PendingItemOptions) {
  const { entry, author, startsGroup } = options;
  const id = useId();
  return (
    <article
      className="message"
      data-pending={pendingKind(entry)}
      data-starts-group={startsGroup}
      tabIndex={options.tabStop ? 0 : -1}
      aria-labelledby={`${id}-author ${id}-text ${id}-state`}
      onFocus={() => options.acts.focused(options.rowKey)}
    >
      {startsGroup ? <Avatar person={author} /> : null}
      <p className="message-head">
        <span id={`${id}-author`} className={startsGroup ? 'author' : 'visually-hidden'}>
          {author?.name ?? 'You'}
        </span>
        <time className="time" title={fullTimeText(entry.createdAt)}>
          {clockText(entry.createdAt)}
        </time>
      </p>
      <div className="message-body">
        <div id={`${id}-text`}>
          <MessageText body={entry.body} reachable={options.tabStop} />
        </div>
        <PendingState id={`${id}-state`} entry={entry} />
      </div>
    </article>
  );
});
