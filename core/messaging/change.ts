import type { Digest } from '../../ports/digest.js';
import type { MessageRecord, PersonRecord, Snapshot, Tx } from '../../ports/store.js';
import { checkBody } from '../limits/text.js';
import { callForDeletionWithdrawal } from '../notifications/calls.js';
import { appendEvent, nextPlace } from '../streams/append.js';
import { assert } from '../vocabulary/assert.js';
import type {
  Changed,
  CommandOutcome,
  EditCommand,
  MessageTarget,
} from '../vocabulary/commands.js';
import { done, refused, type Outcome } from '../vocabulary/errors.js';
import { roomStream } from '../vocabulary/ids.js';
import type { LiveMessage, Message } from '../vocabulary/messages.js';
import type { ChainDigest } from '../vocabulary/position.js';
import type { Latest } from '../vocabulary/reading.js';
import type { Instant } from '../vocabulary/time.js';
import { tellMentions } from './mention.js';

/** New content of a message, with what its unit needs, drawn before it. */
export interface Revision {
  readonly command: EditCommand;
  readonly at: Instant;
  /** 32 hexadecimal characters. */
  readonly salt: string;
  readonly contentHash: ChainDigest;
}

/**
 * Replaces the body of a message, if the writer saw its newest revision.
 *
 * The body that it has already succeeds and appends nothing.
 * @returns `conflict` with the current message when the revision is another; `gone` for a deleted
 * message; `not_found`, `forbidden`, `invalid_argument`.
 */
export async function edit(
  tx: Tx,
  digest: Digest,
  change: { readonly person: PersonRecord; readonly revision: Revision },
): Promise<CommandOutcome<'edit'>> {
  const { person, revision } = change;
  const { command } = revision;
  const problem = checkBody(command.body);
  if (problem !== null) return refused('invalid_argument', problem);
  const found = await changeable(tx, person, command.target);
  if (!found.ok) return found;
  const message = found.value;
  if (message.state === 'deleted') return refused('gone', 'This message was deleted.');
  if (message.revision !== command.revision) {
    return { ...refused('conflict', 'This message was changed meanwhile.'), current: message };
  }
  if (message.body === command.body) return done(standing(message));
  return done(await revise(tx, digest, { person, message, revision }));
}

/**
 * Deletes a message: its content and salt go, its place and its key stay.
 *
 * Deleting a deleted message succeeds and appends nothing: both who delete it have what they asked
 * for.
 * @returns `not_found`, `forbidden`.
 */
export async function bury(
  tx: Tx,
  digest: Digest,
  change: { readonly person: PersonRecord; readonly target: MessageTarget; readonly at: Instant },
): Promise<Outcome<Changed>> {
  const { person, target } = change;
  const found = await changeable(tx, person, target);
  if (!found.ok) return found;
  const message = found.value;
  if (message.state === 'deleted') return done(standing(message));
  return done(await buryLive(tx, digest, { person, message, at: change.at }));
}

async function buryLive(
  tx: Tx,
  digest: Digest,
  change: {
    readonly person: PersonRecord;
    readonly message: LiveMessage;
    readonly at: Instant;
  },
): Promise<Changed> {
  const { id: messageId, roomId, authorId, seq, revision } = change.message;
  const stream = roomStream(roomId);
  const place = await nextPlace(tx, stream, change.at);
  const mentioned = await tx.mentionedBy(messageId);
  await tx.buryMessage(messageId, place.seq);
  const latest = await latestWithout(tx, change.message);
  const actor = change.person.id;
  const event = await appendEvent(tx, digest, {
    stream,
    at: place.at,
    actor,
    kind: 'message.deleted',
    data: latest === null ? { messageId } : { messageId, latest },
    content: null,
  });
  assert(event.seq === place.seq, 'a tombstone names the event that made it');
  const gone = { messageId, roomId, authorId, seq, body: '' };
  await tellMentions(tx, digest, { ...gone, event, actor, before: mentioned });
  await callForDeletionWithdrawal(tx, gone);
  return { messageId, roomId, seq: place.seq, revision };
}

/** The newest messages of the room, where the one that is gone was among them; else null. */
async function latestWithout(tx: Tx, { roomId, seq }: LiveMessage): Promise<Latest | null> {
  const [room] = await tx.latestOf([roomId]);
  const wasNewest = room?.latest.seq === seq || room?.latest.otherSeq === seq;
  return wasNewest ? tx.recountLatest(roomId) : null;
}

/**
 * The message, if this person can see where it is and may change it: its author and administrators.
 */
async function changeable(
  snapshot: Snapshot,
  person: PersonRecord,
  target: MessageTarget,
): Promise<Outcome<Message>> {
  const record = await find(snapshot, target);
  if (record === null || !(await snapshot.isMember(record.message.roomId, person.id))) {
    return refused('not_found', 'There is no such message.');
  }
  return record.message.authorId === person.id || person.role === 'administrator'
    ? done(record.message)
    : refused('forbidden', 'Only its author or an administrator can change a message.');
}

function find(snapshot: Snapshot, target: MessageTarget): Promise<MessageRecord | null> {
  return 'messageId' in target
    ? snapshot.message(target.messageId)
    : snapshot.messageByKey(target.authorId, target.clientMessageId);
}

function standing(message: Message): Changed {
  const { id: messageId, roomId, changedAt: seq, revision } = message;
  return { messageId, roomId, seq, revision };
}

async function revise(
  tx: Tx,
  digest: Digest,
  change: {
    readonly person: PersonRecord;
    readonly message: LiveMessage;
    readonly revision: Revision;
  },
): Promise<Changed> {
  const { id: messageId, roomId, authorId } = change.message;
  const { command, salt, contentHash } = change.revision;
  const stream = roomStream(roomId);
  const revision = change.message.revision + 1;
  const place = await nextPlace(tx, stream, change.revision.at);
  await tx.reviseMessage(messageId, { body: command.body, salt, changedAt: place.seq });
  const appended = await appendEvent(tx, digest, {
    stream,
    at: place.at,
    actor: change.person.id,
    kind: 'message.edited',
    data: { messageId, revision },
    content: { messageId, revision, hash: contentHash },
  });
  assert(appended.seq === place.seq, 'a revision names the event that made it');
  const mentioning = { messageId, roomId, authorId, seq: change.message.seq, body: command.body };
  const before = await tx.mentionedBy(messageId);
  const actor = change.person.id;
  await tellMentions(tx, digest, { ...mentioning, event: appended, actor, before });
  return { messageId, roomId, seq: place.seq, revision };
}
