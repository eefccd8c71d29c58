import { useState } from 'react';

import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { useClient } from '../client/client-context.js';
import { Dialog } from '../ui/dialog.js';
import { Problem } from '../ui/problem.js';

/** Asks before a message is deleted for everyone. */
export function DeleteDialog(options: {
  readonly message: LiveMessage;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const remove = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const outcome = await client.remove(options.message.id);
    setBusy(false);
    if (outcome.ok) options.onDeleted();
    else setProblem(outcome.refusal.message);
  };
  return (
    <Dialog label="Delete this message?" className="dialog" onClose={options.onClose}>
      <h2>Delete this message?</h2>
      <p>It goes for everyone, and it cannot be brought back.</p>
      <blockquote>{options.message.body}</blockquote>
      <Problem text={problem} />
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={options.onClose}>
          Cancel
        </button>
        <button
          type="button"
          className="button danger"
          aria-disabled={busy}
          onClick={() => void remove()}
        >
          {busy ? 'Deleting' : 'Delete message'}
        </button>
      </div>
    </Dialog>
  );
}
