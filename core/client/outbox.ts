import { OUTBOX_ENTRIES_MAX, type StoredEntry } from '../../ports/local-store.js';
import { assertNever } from '../vocabulary/assert.js';
import type { Refusal } from '../vocabulary/errors.js';
import type { ClientMessageId, UserId } from '../vocabulary/ids.js';
import { BODY_BYTES_MAX } from '../vocabulary/limits.js';
import { utf8Length } from '../vocabulary/utf8.js';
import { takeDrafts } from './drafts.js';
import type { Input } from './inputs.js';
import { STORAGE_AGAIN_MS } from './limits.js';
import { beginAnew, onNotReplaced, onReplaced } from './outbox-anew.js';
import {
  addItem,
  doubtDevice,
  findItem,
  keepItem,
  newItem,
  removeItem,
  sendAnew,
  settleItem,
  updateItem,
} from './outbox-items.js';
import type { OutboxItem } from './replica.js';
import type { OutboxEntry } from './state.js';
import type { Turn } from './turn.js';

/** What versions before this one kept says no more. */
const REASON_UNKNOWN: Refusal = { code: 'internal', message: 'It was not accepted.' };

type InputOf<Type extends Input['type']> = Extract<Input, { type: Type }>;

/** Puts a message in the outbox: shown at once, sent once the device keeps it. */
export function post(turn: Turn, { id, roomId, body }: InputOf<'post'>): void {
  const refusal = refusalOfPost(turn, body);
  if (refusal !== null) {
    turn.emit({ type: 'postSettled', id, refusal });
    return;
  }
  const { now } = turn.moment;
  const last = turn.state.outbox.at(-1)?.order ?? 0;
  const entry = {
    clientMessageId: id,
    roomId,
    body,
    // Wall time keeps the order over tabs and reloads, the last entry within this one.
    order: Math.max(now, last + 1),
    createdAt: now,
    state: { kind: 'queued' },
    tab: turn.state.tab,
  } as const;
  addItem(turn, newItem({ ...entry, kept: 'keeping', everSent: false, uncertain: false }));
  keepItem(turn, id, 'keep');
}

/**
 * Changes a message that was never sent. Once bytes have left, or may have, it is what was sent.
 */
export function change(turn: Turn, { id, body }: InputOf<'change'>): void {
  const item = findItem(turn, id);
  const changed = item !== undefined && isUntouched(item) && refusalOfBody(body) === null;
  if (changed) {
    updateItem(turn, id, { body, kept: item.kept === 'memory' ? 'memory' : 'keeping' });
    keepItem(turn, id, 'keep');
  }
  turn.emit({ type: 'changeSettled', id, changed });
}

/**
 * Sends a failed or rejected message again: a person has said so. It keeps its id and its place.
 *
 * An id that belongs to another message is never stored under this text: then it gets a new one.
 */
export function retry(turn: Turn, { id: oldId, newId }: InputOf<'retry'>): void {
  const item = findItem(turn, oldId);
  if (item?.state.kind !== 'failed' && item?.state.kind !== 'rejected') return;
  const isTaken = item.state.refusal.code === 'conflict';
  const id = isTaken ? newId : oldId;
  if (isTaken) beginAnew(turn, oldId, newId);
  sendAnew(turn, id, { state: { kind: 'queued' }, kept: item.kept });
}

/**
 * Forgets a message that failed, was rejected or never left. One on its way cannot be called back.
 */
export function discard(turn: Turn, { id }: InputOf<'discard'>): void {
  const item = findItem(turn, id);
  if (item === undefined) return;
  const isOver = item.state.kind === 'failed' || item.state.kind === 'rejected';
  if (!isOver && (item.state.kind !== 'queued' || item.everSent)) return;
  if (item.kept === 'keeping') turn.emit({ type: 'postSettled', id, refusal: null });
  onReplaced(turn, id);
  removeItem(turn, id);
  settleItem(turn, id);
}

/**
 * Takes in what the device kept: this tab's entries, and those that it took over from dead tabs.
 */
export function onLoaded(turn: Turn, { entries, drafts }: InputOf<'loaded'>): void {
  restore(turn, entries);
  turn.update({ outboxLoaded: true, outboxLoadAt: null });
  takeDrafts(turn, drafts);
}

/** Asks for what tabs left that have died meanwhile. Before the first load that asks for it too. */
export function adoptOrphans(turn: Turn): void {
  const { owner, outboxLoaded } = turn.state;
  if (owner !== null && outboxLoaded) turn.emit({ type: 'adopt', userId: owner });
}

/** Takes in what this tab took over. */
export function onAdopted(turn: Turn, { entries }: InputOf<'adopted'>): void {
  restore(turn, entries);
}

/** The device keeps an entry: its writer may go on, and it may be sent. */
export function onKept(turn: Turn, id: ClientMessageId): void {
  if (findItem(turn, id)?.kept === 'keeping') updateItem(turn, id, { kept: 'kept' });
  onReplaced(turn, id);
  turn.emit({ type: 'postSettled', id, refusal: null });
}

/** The device failed. What it cannot keep stays in memory, except what it has no room for. */
export function onNotStored(turn: Turn, { task, id, refusal }: InputOf<'notStored'>): void {
  if (task === 'keep' && id !== null && refusal.code === 'limit_exceeded') {
    if (!onNotReplaced(turn, id, refusal)) removeItem(turn, id);
    turn.emit({ type: 'postSettled', id, refusal });
    return;
  }
  doubtDevice(turn);
  if (task === 'load') turn.update({ outboxLoaded: true });
  // What dead tabs left may be this tab's by now, though the device did not say so.
  if (task === 'load' || task === 'adopt') {
    turn.update({ outboxLoadAt: turn.moment.mono + STORAGE_AGAIN_MS });
  }
  if (id === null) return;
  if (task === 'keep' || task === 'claim') updateItem(turn, id, { kept: 'memory' });
  if (task === 'keep') turn.emit({ type: 'postSettled', id, refusal: null });
}

/** Drops what is in memory of a person. What the device keeps of them stays theirs. */
export function dropOutbox(turn: Turn): void {
  const refusal: Refusal = { code: 'unavailable', message: 'Someone else has signed in.' };
  for (const { kept, clientMessageId: id } of turn.state.outbox) {
    if (kept === 'keeping') turn.emit({ type: 'postSettled', id, refusal });
  }
  turn.update({ outbox: [], outboxLoaded: false, outboxLoadAt: null });
  turn.update({ drafts: new Map(), draftsDue: null, draftsTyped: new Set() });
}

/** Reads again what could not be read. */
export function onLoadAlarm(turn: Turn): void {
  const { owner, outboxLoadAt } = turn.state;
  if (owner === null || outboxLoadAt === null || outboxLoadAt > turn.moment.mono) return;
  turn.update({ outboxLoadAt: null });
  loadOutbox(turn, owner);
}

/** Reads what the device keeps of a person. */
export function loadOutbox(turn: Turn, userId: UserId): void {
  turn.emit({ type: 'load', userId });
}

function refusalOfPost(turn: Turn, body: string): Refusal | null {
  if (turn.state.owner === null) {
    return {
      code: 'unavailable',
      message: 'It is not known yet who is writing. Wait for the connection.',
    };
  }
  if (turn.state.outbox.length >= OUTBOX_ENTRIES_MAX) {
    return { code: 'limit_exceeded', message: `At most ${OUTBOX_ENTRIES_MAX} messages can wait.` };
  }
  return refusalOfBody(body);
}

function refusalOfBody(body: string): Refusal | null {
  if (body.trim() === '') return { code: 'invalid_argument', message: 'The message is empty.' };
  if (utf8Length(body) <= BODY_BYTES_MAX) return null;
  return { code: 'invalid_argument', message: `A message has at most ${BODY_BYTES_MAX} bytes.` };
}

function isUntouched({ state, everSent, step }: OutboxItem): boolean {
  return state.kind === 'queued' && !everSent && step.kind === 'resting';
}

function restore(turn: Turn, entries: readonly StoredEntry[]): void {
  for (const entry of entries) {
    const isMine = entry.tab === turn.state.tab;
    if (isMine && findItem(turn, entry.clientMessageId) === undefined)
      addItem(turn, restored(entry));
  }
}

function restored(entry: StoredEntry): OutboxItem {
  const { clientMessageId, roomId, body, order, createdAt, tab } = entry;
  const wasSent = entry.state !== 'queued';
  return newItem({
    clientMessageId,
    roomId,
    body,
    order,
    createdAt,
    tab,
    state: restoredState(entry),
    kept: 'kept',
    everSent: wasSent,
    uncertain: wasSent,
  });
}

function restoredState({ state, refusal }: StoredEntry): OutboxEntry['state'] {
  switch (state) {
    case 'queued':
      return { kind: 'queued' };
    case 'sending':
      return { kind: 'unconfirmed' };
    case 'failed':
    case 'rejected':
      return { kind: state, refusal: refusal ?? REASON_UNKNOWN };
    default:
      return assertNever(state);
  }
}
