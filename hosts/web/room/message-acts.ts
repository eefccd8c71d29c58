import type { LiveMessage } from '../../../core/vocabulary/messages.js';

/**
 * What a message asks of the room that it is in. The object stays the same as long as the room is
 * shown.
 */
export interface MessageActs {
  readonly edit: (message: LiveMessage) => void;
  readonly stopEditing: () => void;
  /** The message went from the page under its editor: what was written must not go with it. */
  readonly leaveText: (text: string) => void;
  /** Makes it and everything after it unread. */
  readonly markUnread: (message: LiveMessage) => void;
  readonly askToDelete: (message: LiveMessage) => void;
  /** Shows what can be done with a message where there is no pointer to hover. */
  readonly showSheet: (message: LiveMessage) => void;
  /** The row with this key has the focus. */
  readonly focused: (rowKey: string) => void;
}
