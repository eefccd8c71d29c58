import type { Refusal } from '../vocabulary/errors.js';
import type { ClientMessageId } from '../vocabulary/ids.js';
import { findItem, settleItem, updateItem } from './outbox-items.js';
import type { Turn } from './turn.js';

/**
 * Makes an entry whose id belongs to another message a message of its own: nothing of it was ever
 * stored.
 *
 * The device forgets the old id only once it has the new one. A page that ends in between leaves
 * the text twice, under an id that is sent and one that is refused, and never not at all.
 */
export function beginAnew(turn: Turn, id: ClientMessageId, newId: ClientMessageId): void {
  const another = { clientMessageId: newId, replaces: id };
  updateItem(turn, id, { ...another, everSent: false, uncertain: false });
  // Where it is in memory alone, nothing will be heard of the new id.
  if (findItem(turn, newId)?.kept === 'memory') onReplaced(turn, newId);
}

/** The device has an entry under its new id: it forgets the old one. */
export function onReplaced(turn: Turn, id: ClientMessageId): void {
  const replaces = findItem(turn, id)?.replaces ?? null;
  if (replaces === null) return;
  updateItem(turn, id, { replaces: null });
  settleItem(turn, replaces);
}

/**
 * The device has no room for the new id: the entry is refused under its old one, and its text
 * stays.
 *
 * @returns false where nothing was to be replaced.
 */
export function onNotReplaced(turn: Turn, id: ClientMessageId, { message }: Refusal): boolean {
  const replaces = findItem(turn, id)?.replaces ?? null;
  if (replaces === null) return false;
  updateItem(turn, id, {
    clientMessageId: replaces,
    replaces: null,
    kept: 'kept',
    state: { kind: 'rejected', refusal: { code: 'conflict', message } },
  });
  return true;
}
