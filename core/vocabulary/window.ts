import type { Message } from './messages.js';
import type { Sequence } from './position.js';
import type { Room } from './rooms.js';

/** A room as someone sees it: its record and the live messages from one sequence up to another. */
export interface RoomWindow {
  readonly room: Room;
  readonly from: Sequence;
  readonly to: Sequence;
  readonly messages: readonly Message[];
}

/**
 * Canonical text of a window. Client and server are equal at one sequence exactly if these texts
 * are.
 *
 * Tombstones do not count: a client may or may not still hold one, and shows nothing either way.
 */
export function canonicalWindow(window: RoomWindow): string {
  const lines = window.messages
    .filter((message) => message.seq >= window.from && message.seq <= window.to)
    .sort((a, b) => a.seq - b.seq)
    .flatMap((message) => (message.state === 'live' ? [canonicalMessage(message)] : []));
  const { id, name, kind, creatorId } = window.room;
  return [JSON.stringify([id, name, kind, creatorId, window.from, window.to]), ...lines].join('\n');
}

function canonicalMessage(message: Extract<Message, { state: 'live' }>): string {
  const { id, authorId, clientMessageId, seq, at, revision, changedAt, body } = message;
  return JSON.stringify([seq, id, authorId, clientMessageId, at, revision, changedAt, body]);
}
