import { assertNever } from '../../../core/vocabulary/assert.js';
import type { OutboxEntry } from '../../../core/client/state.js';
import { useClient } from '../client/client-context.js';
import { Icon } from '../ui/icon.js';
import { isUndone, lostText } from './lost-text.js';
import { pendingKind } from './pending-kind.js';

/** What is known of an own message that is not in the timeline yet, and what can be done. */
export function PendingState(options: { readonly id: string; readonly entry: OutboxEntry }) {
  const { id, entry } = options;
  const kind = pendingKind(entry);
  switch (kind) {
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
        <>
          <p id={id} className="lost-note">
            <Icon name="alert" />
            <span>{lostText(entry)}</span>
          </p>
          <LostActions entry={entry} />
        </>
      );
    default:
      return assertNever(kind);
  }
}

function LostActions({ entry }: { readonly entry: OutboxEntry }) {
  const client = useClient();
  const { state, uncertain, clientMessageId } = entry;
  const isTaken = state.kind === 'rejected' && state.refusal.code === 'conflict';
  const wasThere = isUndone(entry);
  const mayBeThere = state.kind === 'failed' && uncertain && !wasThere;
  const again = wasThere ? 'Send again' : 'Try again';
  return (
    <div className="lost-actions">
      <button type="button" className="button small" onClick={() => client.retry(clientMessageId)}>
        <Icon name="retry" />
        {isTaken ? 'Send as a new message' : again}
      </button>
      <button
        type="button"
        className="button small quiet-danger"
        onClick={() => client.discard(clientMessageId)}
      >
        <Icon name="trash" />
        {mayBeThere ? 'Let it go' : 'Delete message'}
      </button>
    </div>
  );
}
