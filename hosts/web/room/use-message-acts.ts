import { useMemo, useState } from 'react';

import type { MessageId } from '../../../core/vocabulary/ids.js';
import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { MessageActs } from './message-acts.js';

export interface MessageActState {
  readonly acts: MessageActs;
  readonly editing: MessageId | null;
  /** The message that is about to be deleted, or whose sheet is open. */
  readonly asking: { readonly what: 'delete' | 'sheet'; readonly message: LiveMessage } | null;
  readonly focusedRow: string | null;
  readonly stopAsking: () => void;
}

/**
 * What is being done with the messages of a room.
 *
 * @param onEdited - after an editor has closed.
 * @param onLeft - after an editor went with its message, with what was written in it.
 * @param markUnread - makes a message and what follows unread.
 */
export function useMessageActs(
  onEdited: () => void,
  onLeft: (text: string) => void,
  markUnread: (message: LiveMessage) => void,
): MessageActState {
  const [editing, setEditing] = useState<MessageId | null>(null);
  const [asking, setAsking] = useState<MessageActState['asking']>(null);
  const [focusedRow, setFocusedRow] = useState<string | null>(null);
  const acts = useMemo<MessageActs>(
    () => ({
      edit: (message) => setEditing(message.id),
      stopEditing: () => {
        setEditing(null);
        onEdited();
      },
      leaveText: (text) => {
        setEditing(null);
        onLeft(text);
      },
      markUnread,
      askToDelete: (message) => setAsking({ what: 'delete', message }),
      showSheet: (message) => setAsking({ what: 'sheet', message }),
      focused: setFocusedRow,
    }),
    [onEdited, onLeft, markUnread],
  );
  return {
    acts,
    editing,
    asking,
    focusedRow,
    stopAsking: () => setAsking(null),
  };
}
