import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { messagePath } from '../app/routes.js';
import { Icon } from '../ui/icon.js';
import type { MessageActs } from './message-acts.js';

/** The bar above a message that the pointer is over or that has the focus. */
export function MessageActions(options: {
  readonly message: LiveMessage;
  readonly acts: MessageActs;
  /** Whether the person may edit and delete it. */
  readonly changeable: boolean;
  /** Whether Tab comes to it. */
  readonly reachable: boolean;
}) {
  const { message, acts } = options;
  const tabIndex = options.reachable ? 0 : -1;
  return (
    <div className="message-actions">
      <button
        type="button"
        className="icon-button"
        aria-label="Mark as unread"
        title="Unread from here (U)"
        tabIndex={tabIndex}
        onClick={() => acts.markUnread(message)}
      >
        <Icon name="unread" />
      </button>
      {options.changeable ? <ChangeActions {...options} /> : null}
    </div>
  );
}

function ChangeActions(options: {
  readonly message: LiveMessage;
  readonly acts: MessageActs;
  readonly reachable: boolean;
}) {
  const { message, acts } = options;
  const tabIndex = options.reachable ? 0 : -1;
  return (
    <>
      <a
        href={messagePath(message.roomId, message.id)}
        className="icon-button"
        aria-label="Edit"
        title="Edit (E)"
        tabIndex={tabIndex}
        onClick={(event) => {
          event.preventDefault();
          acts.edit(message);
        }}
      >
        <Icon name="edit" />
      </a>
      <button
        type="button"
        className="icon-button"
        aria-label="Delete message"
        title="Delete message (Del)"
        tabIndex={tabIndex}
        onClick={() => acts.askToDelete(message)}
      >
        <Icon name="trash" />
      </button>
    </>
  );
}
