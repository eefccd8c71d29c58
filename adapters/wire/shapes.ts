import { ERRORS } from '../../core/vocabulary/errors.js';
import type { ErrorCode } from '../../core/vocabulary/errors.js';
import { PROFILE_PATTERN } from '../../core/vocabulary/fence.js';
import type { ProfileId } from '../../core/vocabulary/fence.js';
import { CLIENT_KEY_PATTERN, isStreamName } from '../../core/vocabulary/ids.js';
import type {
  ClientMessageId,
  CommandKey,
  MessageId,
  RoomId,
  SessionId,
  StreamName,
  UserId,
} from '../../core/vocabulary/ids.js';
import { UNREAD_COUNT_MAX } from '../../core/vocabulary/limits.js';
import { ROLES } from '../../core/vocabulary/people.js';
import { INVOLVEMENTS } from '../../core/vocabulary/reading.js';
import { ROOM_KINDS } from '../../core/vocabulary/rooms.js';
import { TYPING_ACTS } from '../../core/vocabulary/typing.js';
import { z } from './zod.js';

/** A number that names one thing: a positive integer that JSON carries exactly. */
function id<Id extends number>(name: string): z.ZodType<Id, number> {
  return z.int().min(1).meta({ title: name }) as unknown as z.ZodType<Id, number>;
}

/** A text chosen by a client that names one thing of its own. */
function key<Key extends string>(name: string): z.ZodType<Key> {
  return z.string().regex(CLIENT_KEY_PATTERN).meta({ title: name }) as unknown as z.ZodType<Key>;
}

const STREAM_PATTERN = /^(?:account|admin|(?:room|user):[1-9][0-9]{0,15})$/;

export const userId = id<UserId>('UserId');
export const roomId = id<RoomId>('RoomId');
export const sessionId = id<SessionId>('SessionId');
export const messageId = id<MessageId>('MessageId');
export const clientMessageId = key<ClientMessageId>('ClientMessageId');
export const commandKey = key<CommandKey>('CommandKey');
export const streamName = z
  .string()
  .regex(STREAM_PATTERN)
  .refine((text) => isStreamName(text)) as unknown as z.ZodType<StreamName>;

export const sequence = z.int().min(0);
export const instant = z.int();
export const epoch = z.string().regex(/^[0-9a-f]{16}$/);
export const chainDigest = z.string().regex(/^[0-9a-f]{64}$/);
export const halfDigest = z.string().regex(/^[0-9a-f]{32}$/);

export const profile = z
  .string()
  .regex(PROFILE_PATTERN)
  .meta({ title: 'ProfileId' }) as unknown as z.ZodType<ProfileId>;
export const term = z.int().min(1);

export const fence = z.object({ profile, term });

export const position = z.object({ epoch, seq: sequence, digest: halfDigest });

/** A code of a newer version reads as `internal`: it says no, and nothing more is known. */
export const errorCode = z
  .enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])
  .catch('internal');

export const refusal = z.object({
  code: errorCode,
  message: z.string(),
  retryAfterMs: z.exactOptional(z.number().min(0)),
});

export const person = z.object({
  id: userId,
  name: z.string(),
  role: z.enum(ROLES),
  version: z.int().min(1),
});

export const room = z.object({
  id: roomId,
  name: z.string(),
  kind: z.enum(ROOM_KINDS),
  creatorId: userId,
  changedAt: sequence,
});

export const readPosition = z.object({ generation: z.int().min(1), seq: sequence });

export const typingAct = z.enum(TYPING_ACTS);

export const involvement = z.enum(INVOLVEMENTS);

export const latest = z.object({
  seq: sequence,
  authorId: userId.nullable(),
  otherSeq: sequence,
});

export const mentionPlaces = z.array(sequence.min(1)).max(UNREAD_COUNT_MAX);

export const roomReading = z.object({
  roomId,
  read: readPosition,
  involvement,
  mentions: mentionPlaces,
});

export const roomSummary = z.object({
  id: roomId,
  name: z.string(),
  kind: z.enum(ROOM_KINDS),
  head: sequence,
  latest,
});

const messageCommon = {
  id: messageId,
  roomId,
  authorId: userId,
  clientMessageId: clientMessageId.nullable(),
  seq: sequence,
  at: instant,
  revision: z.int().min(1),
  changedAt: sequence,
};

export const liveMessage = z.object({
  ...messageCommon,
  state: z.literal('live'),
  body: z.string(),
});

export const tombstone = z.object({ ...messageCommon, state: z.literal('deleted') });

export const message = z.discriminatedUnion('state', [liveMessage, tombstone]);
