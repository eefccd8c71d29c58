import type { LiveMessage } from '../../../core/vocabulary/messages.js';

/** What a message asks of the room that it is in. The object stays the same as long as the room is shown. */
export interface MessageActs {
  edit(message: LiveMessage): void;
  stopEditing(): void;
  askToDelete(message: LiveMessage): void;
  /** Shows what can be done with a message where there is no pointer to hover. */
  showSheet(message: LiveMessage): void;
  /** The row with this key has the focus. */
  focused(rowKey: string): void;
}
