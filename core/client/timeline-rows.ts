import type { RoomId, UserId } from '../vocabulary/ids.js';
import type { LiveMessage } from '../vocabulary/messages.js';
import type { ClientState, OutboxEntry } from './state.js';

/**
 * A line of a timeline. `key` stays the same while an own message turns from an entry into a
 * message.
 */
export type TimelineRow =
  MessageRow | { readonly kind: 'pending'; readonly key: string; readonly entry: OutboxEntry };

interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly message: LiveMessage;
}

/** Lines that were made before: most messages are the same from one look to the next. */
const ownLines = new WeakMap<LiveMessage, MessageRow>();
const otherLines = new WeakMap<LiveMessage, MessageRow>();

/**
 * What a room's timeline shows: its live messages in order, then own messages that it does not have
 * yet, in order of writing.
 *
 * Each own message is there exactly once, whether it is waiting, acknowledged or in the log.
 */
export function timelineRows(state: ClientState, roomId: RoomId): readonly TimelineRow[] {
  const messages = state.rooms.get(roomId)?.timeline.messages ?? [];
  const me = state.me?.id;
  const rows: TimelineRow[] = [];
  for (const message of messages) {
    if (message.state === 'live') rows.push(rowOf(message, me));
  }
  const entries = state.outbox.filter((entry) => entry.roomId === roomId);
  if (entries.length === 0) return rows;
  const own = new Set(messages.filter(({ authorId }) => authorId === me).map(ownKey));
  for (const entry of entries) {
    if (!isTaken(entry) && own.has(ownKey(entry))) continue;
    rows.push({ kind: 'pending', key: keyOfEntry(entry), entry });
  }
  return rows;
}

function rowOf(message: LiveMessage, me: UserId | undefined): MessageRow {
  const lines = message.authorId === me ? ownLines : otherLines;
  const known = lines.get(message);
  if (known !== undefined) return known;
  const row = { kind: 'message', key: keyOf(message, me), message } as const;
  lines.set(message, row);
  return row;
}

// Only the author and the client's id together name a message: another's equal id is another
// message.
function keyOf(message: LiveMessage, me: UserId | undefined): string {
  const isOwn = message.authorId === me && message.clientMessageId !== null;
  return isOwn ? `own:${message.clientMessageId}` : `message:${message.id}`;
}

// Its id belongs to another message, which may be in view too.
function keyOfEntry(entry: OutboxEntry): string {
  return isTaken(entry) ? `taken:${entry.clientMessageId}` : `own:${entry.clientMessageId}`;
}

function isTaken({ state }: OutboxEntry): boolean {
  return state.kind === 'rejected' && state.refusal.code === 'conflict';
}

function ownKey({ clientMessageId }: { readonly clientMessageId: string | null }): string {
  return clientMessageId ?? '';
}
