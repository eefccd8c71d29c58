import { assert, assertNever } from '../vocabulary/assert.js';
import type { KnownEvent } from '../vocabulary/events.js';
import type { RoomState } from '../vocabulary/frames.js';
import type { MessageId, RoomId } from '../vocabulary/ids.js';
import type { LiveMessage, Message, Tombstone } from '../vocabulary/messages.js';
import type { Sequence } from '../vocabulary/position.js';
import { TIMELINE_LEEWAY, TIMELINE_MESSAGES_MAX, VEILED_MAX } from './limits.js';
import { EMPTY_STRETCH, type MessageEvent, type Stretch, type VeiledMessage } from './replica.js';

export function isMessageEvent(event: KnownEvent): event is MessageEvent {
  return event.kind.startsWith('message.');
}

/** The stretch that a snapshot shows: it reaches the newest message. */
export function stretchOfSnapshot(state: RoomState, seq: Sequence): Stretch {
  const { messages, olderExist } = state;
  return { ...EMPTY_STRETCH, messages, olderExist, coveredTo: seq };
}

/**
 * Applies one event to a stretch.
 *
 * An event touches a message only if it is newer than the newest that is in it. What a later event
 * has superseded comes without content and is not shown until that event has come.
 */
export function applyToStretch(stretch: Stretch, roomId: RoomId, event: MessageEvent): Stretch {
  switch (event.kind) {
    case 'message.posted':
      return posted(stretch, roomId, event);
    case 'message.edited':
      return edited(stretch, event);
    case 'message.deleted':
      return deleted(stretch, event);
    default:
      return assertNever(event);
  }
}

function posted(
  stretch: Stretch,
  roomId: RoomId,
  event: Extract<MessageEvent, { kind: 'message.posted' }>,
): Stretch {
  const { messageId, revision, clientMessageId } = event.data;
  if (stretch.newerExist || event.seq <= stretch.coveredTo) return stretch;
  if (holds(stretch, messageId)) return stretch;
  assert(event.actor !== null && event.content !== undefined, 'a posted message has an author');
  const message: VeiledMessage = {
    id: messageId,
    roomId,
    authorId: event.actor,
    clientMessageId,
    seq: event.seq,
    at: event.at,
    revision,
    changedAt: event.seq,
  };
  if (!('body' in event.content)) return veil(stretch, message);
  return insert(stretch, { ...message, state: 'live', body: event.content.body });
}

function edited(
  stretch: Stretch,
  event: Extract<MessageEvent, { kind: 'message.edited' }>,
): Stretch {
  const { messageId, revision } = event.data;
  const before = visible(stretch, messageId) ?? stretch.veiled.get(messageId);
  if (before === undefined || event.seq <= before.changedAt) return stretch;
  assert(event.content !== undefined, 'an edit refers to content');
  const message: VeiledMessage = { ...bare(before), revision, changedAt: event.seq };
  if (!('body' in event.content)) return veil(stretch, message);
  const live: LiveMessage = { ...message, state: 'live', body: event.content.body };
  return stretch.veiled.has(messageId) ? unveil(stretch, live) : replace(stretch, live);
}

function deleted(
  stretch: Stretch,
  event: Extract<MessageEvent, { kind: 'message.deleted' }>,
): Stretch {
  const { messageId } = event.data;
  const before = visible(stretch, messageId) ?? stretch.veiled.get(messageId);
  if (before === undefined || event.seq <= before.changedAt) return stretch;
  const grave: Tombstone = { ...bare(before), changedAt: event.seq, state: 'deleted' };
  return stretch.veiled.has(messageId) ? unveil(stretch, grave) : replace(stretch, grave);
}

/** Puts messages of a page into a stretch; of two states of a message the newer one stays. */
export function mergeMessages(stretch: Stretch, messages: readonly Message[]): Stretch {
  return messages.reduce((merged, message) => {
    const shown = merged.messages.find(({ id }) => id === message.id);
    const known = shown ?? merged.veiled.get(message.id);
    if (known !== undefined && known.changedAt >= message.changedAt) return merged;
    if (shown !== undefined) return replace(merged, message);
    return insert({ ...merged, veiled: without(merged.veiled, message.id) }, message);
  }, stretch);
}

/** A stretch with the later ones of these states of its messages. It gets no other message. */
export function laterOf(stretch: Stretch, states: readonly Message[]): Stretch {
  const here = new Map(stretch.messages.map(({ id, seq }) => [id, seq]));
  // A restored server gives ids out again: only both together name a message.
  return mergeMessages(
    stretch,
    states.filter(({ id, seq }) => here.get(id) === seq),
  );
}

/**
 * Shortens a stretch that has grown past its limit and its leeway, at the end that nobody looks at.
 */
export function trimmed(stretch: Stretch, end: 'oldest' | 'newest'): Stretch {
  const { messages } = stretch;
  if (messages.length <= TIMELINE_MESSAGES_MAX + TIMELINE_LEEWAY) return stretch;
  return end === 'oldest'
    ? { ...stretch, messages: messages.slice(-TIMELINE_MESSAGES_MAX), olderExist: true }
    : { ...stretch, messages: messages.slice(0, TIMELINE_MESSAGES_MAX), newerExist: true };
}

/** Whether more messages wait for their content than may. */
export function isOverVeiled(stretch: Stretch): boolean {
  return stretch.veiled.size > VEILED_MAX;
}

function holds(stretch: Stretch, id: MessageId): boolean {
  return stretch.veiled.has(id) || stretch.messages.some((message) => message.id === id);
}

function visible(stretch: Stretch, id: MessageId): LiveMessage | undefined {
  const message = stretch.messages.find((candidate) => candidate.id === id);
  return message?.state === 'live' ? message : undefined;
}

function bare(message: Message | VeiledMessage): VeiledMessage {
  const { id, roomId, authorId, clientMessageId, seq, at, revision, changedAt } = message;
  return { id, roomId, authorId, clientMessageId, seq, at, revision, changedAt };
}

function veil(stretch: Stretch, message: VeiledMessage): Stretch {
  const messages = stretch.messages.filter(({ id }) => id !== message.id);
  return { ...stretch, messages, veiled: new Map(stretch.veiled).set(message.id, message) };
}

function unveil(stretch: Stretch, message: Message): Stretch {
  const rest: Stretch = { ...stretch, veiled: without(stretch.veiled, message.id) };
  return reaches(rest, message.seq) ? insert(rest, message) : rest;
}

/** Whether a message of a sequence belongs into the stretch: it has no holes. */
function reaches(stretch: Stretch, seq: Sequence): boolean {
  const first = stretch.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const last = stretch.messages.at(-1)?.seq ?? 0;
  return (!stretch.olderExist || seq >= first) && (!stretch.newerExist || seq <= last);
}

function insert(stretch: Stretch, message: Message): Stretch {
  const { messages } = stretch;
  const after = messages.findLastIndex(({ seq }) => seq < message.seq) + 1;
  return { ...stretch, messages: messages.toSpliced(after, 0, message) };
}

function replace(stretch: Stretch, message: Message): Stretch {
  const index = stretch.messages.findIndex(({ id }) => id === message.id);
  return { ...stretch, messages: stretch.messages.with(index, message) };
}

function without(
  veiled: ReadonlyMap<MessageId, VeiledMessage>,
  id: MessageId,
): ReadonlyMap<MessageId, VeiledMessage> {
  if (!veiled.has(id)) return veiled;
  const rest = new Map(veiled);
  rest.delete(id);
  return rest;
}
