import type { Caller } from '../../ports/auth.js';
import type { Digest } from '../../ports/digest.js';
import type { Tx } from '../../ports/store.js';
import { checkBody, checkKey } from '../limits/text.js';
import { callForTelling } from '../notifications/calls.js';
import { checkCaller } from '../sessions/check-caller.js';
import { appendEvent, nextPlace } from '../streams/append.js';
import { assert } from '../vocabulary/assert.js';
import type { PostCommand, Posted } from '../vocabulary/commands.js';
import { done, refused, type Outcome } from '../vocabulary/errors.js';
import { roomStream } from '../vocabulary/ids.js';
import type { Message } from '../vocabulary/messages.js';
import type { ChainDigest } from '../vocabulary/position.js';
import type { Instant } from '../vocabulary/time.js';
import { tellMentions } from './mention.js';

/** A post with everything that its unit needs, drawn before it. */
export interface PostDraft {
  readonly caller: Caller;
  readonly command: PostCommand;
  readonly at: Instant;
  /** 32 hexadecimal characters. */
  readonly salt: string;
  readonly contentHash: ChainDigest;
  readonly requestHash: string;
}

/** The unit that posts one message: session, key, limits and permission, row, event. */
export async function post(tx: Tx, digest: Digest, draft: PostDraft): Promise<Outcome<Posted>> {
  const { caller, command, at } = draft;
  const person = await checkCaller(tx, caller, at);
  if (!person.ok) return person;
  const problem = checkKey(command.clientMessageId);
  if (problem !== null) return refused('invalid_argument', problem);
  const earlier = await tx.messageByKey(caller.userId, command.clientMessageId);
  if (earlier !== null) {
    return earlier.requestHash === draft.requestHash
      ? done(repetition(earlier.message))
      : refused('conflict', 'This client message id was used for another message.');
  }
  const unfit = checkBody(command.body);
  if (unfit !== null) return refused('invalid_argument', unfit);
  if (!(await tx.isMember(command.roomId, caller.userId))) {
    return refused('not_found', 'There is no such room.');
  }
  return done(await store(tx, digest, draft));
}

function repetition(message: Message): Posted {
  const { id: messageId, roomId, seq, at, state } = message;
  return { messageId, roomId, seq, at, result: state === 'deleted' ? 'deleted' : 'repeated' };
}

async function store(tx: Tx, digest: Digest, draft: PostDraft): Promise<Posted> {
  const { roomId, clientMessageId, body } = draft.command;
  const { salt, requestHash } = draft;
  const stream = roomStream(roomId);
  const authorId = draft.caller.userId;
  const place = await nextPlace(tx, stream, draft.at);
  const messageId = await tx.insertMessage({
    roomId,
    authorId,
    clientMessageId,
    requestHash,
    ...place,
    body,
    salt,
  });
  const appended = await appendEvent(tx, digest, {
    stream,
    at: place.at,
    actor: authorId,
    kind: 'message.posted',
    data: { messageId, revision: 1, clientMessageId },
    content: { messageId, revision: 1, hash: draft.contentHash },
  });
  assert(appended.seq === place.seq, 'a message stands where its event stands');
  const mentioning = { messageId, roomId, authorId, seq: place.seq, body };
  await tellMentions(tx, digest, { ...mentioning, event: appended, actor: authorId, before: [] });
  await callForTelling(tx, messageId);
  return { messageId, roomId, ...place, result: 'stored' };
}
