import { memo, useId, useRef } from 'react';
import { Link } from 'wouter';

import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { messagePath } from '../app/routes.js';
import { Avatar } from '../ui/avatar.js';
import { MessageText } from '../ui/message-text.js';
import { clockText, fullTimeText } from '../ui/time-text.js';
import { MessageActions } from './message-actions.js';
import { MessageEditor } from './message-editor.js';
import type { MessageActs } from './message-acts.js';
import { useLongPress } from './use-long-press.js';

export interface MessageItemOptions {
  readonly rowKey: string;
  readonly message: LiveMessage;
  readonly author: Person | null;
  readonly startsGroup: boolean;
  /** Whether the person may edit and delete it: its author and administrators. */
  readonly changeable: boolean;
  readonly editing: boolean;
  readonly highlighted: boolean;
  /** Whether it mentions whoever reads it. */
  readonly mentionsMe: boolean;
  /** Whether Tab comes to it: one message of the timeline at a time. */
  readonly tabStop: boolean;
  readonly acts: MessageActs;
}

/** A confirmed message. Only these carry `data-message-id`. */
export const MessageItem = memo(function MessageItem(options: MessageItemOptions) {
  const { message, author, startsGroup, acts } = options;
  const id = useId();
  const article = useRef<HTMLElement>(null);
  const press = useLongPress(() => acts.showSheet(message));
  return (
    <article
      ref={article}
      className="message"
      data-message-id={message.id}
      data-starts-group={startsGroup}
      data-highlighted={options.highlighted}
      data-mentions-me={options.mentionsMe}
      tabIndex={options.tabStop ? 0 : -1}
      aria-labelledby={`${id}-author ${id}-text ${id}-time`}
      onFocus={() => acts.focused(options.rowKey)}
      {...press}
    >
      {startsGroup ? <Avatar person={author} /> : null}
      <p className="message-head">
        <span id={`${id}-author`} className={startsGroup ? 'author' : 'visually-hidden'}>
          {author?.name ?? 'Someone'}
        </span>
        <MessageTime id={`${id}-time`} message={message} reachable={options.tabStop} />
      </p>
      <div id={`${id}-text`} className="message-body">
        {options.editing ? (
          <MessageEditor message={message} onDone={acts.stopEditing} onLeave={acts.leaveText} />
        ) : (
          <MessageText
            body={message.body}
            reachable={options.tabStop}
            edited={message.revision > 1}
          />
        )}
      </div>
      {options.editing ? null : (
        <MessageActions
          message={message}
          acts={acts}
          changeable={options.changeable}
          reachable={options.tabStop}
        />
      )}
    </article>
  );
});

/** The time is the message's permalink. */
function MessageTime(options: {
  readonly id: string;
  readonly message: LiveMessage;
  readonly reachable: boolean;
}) {
  const { id, message, reachable } = options;
  return (
    <Link
      href={messagePath(message.roomId, message.id)}
      className="time"
      title={fullTimeText(message.at)}
      tabIndex={reachable ? 0 : -1}
    >
      <time id={id} dateTime={new Date(message.at).toISOString()}>
        <span aria-hidden="true">{clockText(message.at)}</span>
        <span className="visually-hidden">{fullTimeText(message.at)}</span>
      </time>
    </Link>
  );
}
