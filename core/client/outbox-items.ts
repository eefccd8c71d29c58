import type { StoredEntry, StoredEntryState } from '../../ports/local-store.js';
import { assert, assertNever } from '../vocabulary/assert.js';
import type { ClientMessageId } from '../vocabulary/ids.js';
import { UNCONFIRMED_MS } from './limits.js';
import type { OutboxItem } from './replica.js';
import type { OutboxEntry } from './state.js';
import type { Turn } from './turn.js';

export function findItem(turn: Turn, id: ClientMessageId): OutboxItem | undefined {
  return turn.state.outbox.find((item) => item.clientMessageId === id);
}

/** Changes what is known of an entry; it keeps its place. Unknown ids are passed over. */
export function updateItem(turn: Turn, id: ClientMessageId, change: Partial<OutboxItem>): void {
  const index = turn.state.outbox.findIndex((item) => item.clientMessageId === id);
  const item = turn.state.outbox[index];
  if (item === undefined) return;
  turn.update({ outbox: turn.state.outbox.with(index, { ...item, ...change }) });
}

export function removeItem(turn: Turn, id: ClientMessageId): void {
  turn.update({ outbox: turn.state.outbox.filter((item) => item.clientMessageId !== id) });
}

/** Adds an entry in the order of writing. */
export function addItem(turn: Turn, item: OutboxItem): void {
  const outbox = [...turn.state.outbox, item].sort((a, b) => a.order - b.order);
  turn.update({ outbox });
}

/** What an entry has of being sent while nothing has been done for it. */
const UNTRIED = {
  step: { kind: 'resting' },
  attempts: 0,
  resumeAt: 0,
  remainingMs: UNCONFIRMED_MS,
  failsAt: null,
} as const satisfies Partial<OutboxItem>;

/** An entry as nothing has been done for it yet. */
export function newItem(
  entry: OutboxEntry & Pick<OutboxItem, 'tab' | 'kept' | 'everSent'>,
): OutboxItem {
  return {
    ...entry,
    replaces: null,
    ...UNTRIED,
    confirmedOn: null,
  };
}

/** Sends an entry from the start: no earlier try counts, and its device keeps it anew. */
export function sendAnew(
  turn: Turn,
  id: ClientMessageId,
  { kept, ...change }: Pick<OutboxItem, 'state' | 'kept'> & Partial<Pick<OutboxItem, 'uncertain'>>,
): void {
  updateItem(turn, id, {
    ...change,
    ...UNTRIED,
    kept: kept === 'memory' ? 'memory' : 'keeping',
  });
  keepItem(turn, id, 'keep');
}

/** Whether an entry is still to be sent, or sent and to be confirmed. Others block nothing. */
export function isOpen({ state }: OutboxEntry): boolean {
  return state.kind === 'queued' || state.kind === 'sending' || state.kind === 'unconfirmed';
}

/** Asks the device to keep an entry as it is now. Entries that it cannot keep are passed over. */
export function keepItem(turn: Turn, id: ClientMessageId, task: 'keep' | 'mark'): void {
  const item = findItem(turn, id);
  if (item === undefined || item.kept === 'memory') return;
  turn.emit({ type: 'put', task, entry: storedEntry(turn, item) });
}

/** Asks the device to forget an entry. */
export function settleItem(turn: Turn, id: ClientMessageId): void {
  const { owner } = turn.state;
  if (owner !== null) turn.emit({ type: 'settle', userId: owner, id });
}

/**
 * The device has failed: from now on closing the page may lose what is unsent, and the view says
 * so.
 */
export function doubtDevice(turn: Turn): void {
  if (turn.state.outboxDurable) turn.update({ outboxDurable: false });
}

function storedEntry(turn: Turn, item: OutboxItem): StoredEntry {
  const { clientMessageId, roomId, body, order, tab, createdAt } = item;
  const { owner } = turn.state;
  assert(owner !== null, 'an entry belongs to someone');
  const isOver = item.state.kind === 'failed' || item.state.kind === 'rejected';
  return {
    ...{ clientMessageId, userId: owner, roomId, body, order, tab, createdAt },
    state: storedState(item),
    refusal: isOver ? item.state.refusal : null,
  };
}

function storedState({ state, everSent }: OutboxItem): StoredEntryState {
  switch (state.kind) {
    case 'queued':
      return everSent ? 'sending' : 'queued';
    case 'sending':
    case 'unconfirmed':
    case 'confirmed':
      return 'sending';
    case 'rejected':
    case 'failed':
      return state.kind;
    default:
      return assertNever(state);
  }
}
