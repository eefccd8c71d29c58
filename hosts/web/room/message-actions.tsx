import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { messagePath } from '../app/routes.js';
import { Icon, type IconName } from '../ui/icon.js';
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
      <ActionButton
        icon="unread"
        name="Mark as unread"
        title="Unread from here (U)"
        tabIndex={tabIndex}
        onClick={() => acts.markUnread(message)}
      />
      {options.changeable ? (
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
          <ActionButton
            icon="trash"
            name="Delete message"
            title="Delete message (Del)"
            tabIndex={tabIndex}
            onClick={() => acts.askToDelete(message)}
          />
        </>
      ) : null}
    </div>
  );
}

function ActionButton(options: {
  readonly icon: IconName;
  readonly name: string;
  readonly title: string;
  readonly tabIndex: number;
  readonly onClick: () => void;
}) {
  const { icon, name, title, tabIndex, onClick } = options;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      title={title}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
