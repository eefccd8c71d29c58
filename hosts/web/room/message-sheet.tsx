import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icon.js';
import type { MessageActs } from './message-acts.js';

/** What can be done with a message, as a sheet for fingers. */
export function MessageSheet(options: {
  readonly message: LiveMessage;
  readonly acts: MessageActs;
  /** Whether the person may edit and delete it. */
  readonly changeable: boolean;
  readonly onClose: () => void;
}) {
  const { message, acts, onClose } = options;
  const then = (act: (message: LiveMessage) => void) => () => {
    onClose();
    act(message);
  };
  return (
    <Dialog label="Message" className="dialog sheet" onClose={onClose}>
      <button type="button" className="sheet-line" onClick={then((it) => acts.markUnread(it))}>
        <Icon name="unread" />
        Mark as unread
      </button>
      {options.changeable ? <ChangeLines acts={acts} then={then} /> : null}
      <button type="button" className="sheet-line" onClick={onClose}>
        Cancel
      </button>
    </Dialog>
  );
}

function ChangeLines(options: {
  readonly acts: MessageActs;
  readonly then: (act: (message: LiveMessage) => void) => () => void;
}) {
  const { acts, then } = options;
  return (
    <>
      <button type="button" className="sheet-line" onClick={then((it) => acts.edit(it))}>
        <Icon name="edit" />
        Edit message
      </button>
      <button type="button" className="sheet-line" onClick={then((it) => acts.askToDelete(it))}>
        <Icon name="trash" />
        Delete message
      </button>
    </>
  );
}
