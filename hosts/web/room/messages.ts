import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { Person } from '../../../core/vocabulary/people.js';
import type { ViewRow } from './view-rows.js';

/** The message of an id, if it is shown. */
export function messageOf(rows: readonly ViewRow[], id: number): LiveMessage | null {
  for (const { row } of rows) {
    if (row.kind === 'message' && row.message.id === id) return row.message;
  }
  return null;
}

/** Whether a person may edit and delete a message: its author and administrators. */
export function isChangeable(message: LiveMessage, me: Person): boolean {
  return message.authorId === me.id || me.role === 'administrator';
}
