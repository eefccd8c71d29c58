import { memo, useId } from 'react';

import { assertNever } from '../../../core/vocabulary/assert.js';
import type { OutboxEntry } from '../../../core/client/state.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { useClient } from '../client/client-context.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { MessageText } from '../ui/message-text.js';
import { clockText, fullTimeText } from '../ui/time-text.js';
import type { MessageActs } from './message-acts.js';

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
  const lost = entry.state.kind === 'failed' || entry.state.kind === 'rejected';
  return (
    <article
      className="message"
      data-pending={entry.state.kind}
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
        {lost ? <LostActions entry={entry} /> : null}
      </div>
    </article>
  );
});

function PendingState(options: { readonly id: string; readonly entry: OutboxEntry }) {
  const { id, entry } = options;
  const { state } = entry;
  switch (state.kind) {
    case 'queued':
    case 'sending':
      return (
        <span id={id} className="pending-mark">
          <Icon name="clock" />
          <span className="visually-hidden">Sending</span>
        </span>
      );
    case 'unconfirmed':
      return (
        <p id={id} className="pending-note">
          <Icon name="clock" />
          Not confirmed yet. It is sent again by itself.
        </p>
      );
    case 'confirmed':
      return <span id={id} />;
    case 'rejected':
    case 'failed':
      return (
        <p id={id} className="lost-note">
          <Icon name="alert" />
          <span>
            Not sent. It is kept here.
            {state.kind === 'rejected' ? ` ${state.refusal.message}` : null}
          </span>
        </p>
      );
    default:
      return assertNever(state);
  }
}

function LostActions({ entry }: { readonly entry: OutboxEntry }) {
  const client = useClient();
  return (
    <div className="lost-actions">
      <button
        type="button"
        className="button small"
        onClick={() => client.retry(entry.clientMessageId)}
      >
        <Icon name="retry" />
        Try again
      </button>
      <button
        type="button"
        className="button small quiet-danger"
        onClick={() => client.discard(entry.clientMessageId)}
      >
        <Icon name="trash" />
        Delete message
      </button>
    </div>
  );
}
