import { PAGE_MESSAGES_MAX } from '../../core/vocabulary/limits.js';
import { ABSENCES, ACTIVITIES, PRESENT_PER_FRAME_MAX } from '../../core/vocabulary/presence.js';
import { commandName, commandOutcome } from './commands.js';
import { runEvent } from './events.js';
import {
  chainDigest,
  epoch,
  errorCode,
  halfDigest,
  latest,
  message,
  person,
  room,
  roomId,
  roomReading,
  roomSummary,
  sequence,
  streamName,
  typingAct,
  userId,
} from './shapes.js';
import { z } from './zod.js';

export const welcomeFrame = z.object({
  type: z.literal('welcome'),
  protocol: z.int().min(0),
  epoch,
  me: person,
  pingIntervalMs: z.int().min(1),
});

export const refusedFrame = z.object({
  type: z.literal('refused'),
  code: errorCode,
  message: z.string(),
  retryAfterMs: z.number().min(0).nullable(),
});

export const runFrame = z
  .object({
    type: z.literal('run'),
    stream: streamName,
    from: sequence.min(1),
    to: sequence.min(1),
    events: z.array(runEvent).min(1),
    people: z.array(person),
    digest: halfDigest,
  })
  .refine(
    ({ from, to, events }) =>
      events.every((event, index) => event.seq === from + index) && to === from + events.length - 1,
    { message: 'events are not consecutive from `from` to `to`' },
  );

export const roomState = z.object({
  kind: z.literal('room'),
  room,
  messages: z.array(message).max(PAGE_MESSAGES_MAX),
  olderExist: z.boolean(),
  members: z.object({ count: z.int().min(0), digest: halfDigest }),
  latest,
});

export const accountState = z.object({
  kind: z.literal('account'),
  name: z.string(),
  rooms: z.array(roomSummary),
  peopleCount: z.int().min(0),
});

export const userState = z.object({
  kind: z.literal('user'),
  readings: z.array(roomReading),
});

export const resetFrame = z.object({
  type: z.literal('reset'),
  stream: streamName,
  epoch,
  seq: sequence,
  digest: chainDigest,
  state: z.discriminatedUnion('kind', [roomState, accountState, userState]),
  people: z.array(person),
  undone: z.exactOptional(z.literal(true)),
});

export const liveFrame = z.object({
  type: z.literal('live'),
  stream: streamName,
  epoch,
  seq: sequence,
  digest: chainDigest,
});

export const deniedFrame = z.object({
  type: z.literal('denied'),
  stream: streamName,
  code: errorCode,
  message: z.string(),
});

export const headsFrame = z.object({
  type: z.literal('heads'),
  heads: z.array(z.tuple([roomId, sequence, latest])),
});

export const typistFrame = z.object({
  type: z.literal('typist'),
  roomId,
  person,
  act: typingAct,
  fence: sequence,
});

export const answerFrame = z.object({
  type: z.literal('answer'),
  id: z.int().min(0),
  name: commandName,
  outcome: commandOutcome,
});

const presenceVersion = z.int().min(0);

export const pongFrame = z.object({
  type: z.literal('pong'),
  n: z.int().min(0),
  heads: z.array(z.tuple([streamName, sequence])),
  certainMs: z.exactOptional(z.number().min(0)),
  presence: z.exactOptional(z.array(z.tuple([streamName, presenceVersion]))),
});

export const presenceFrame = z.object({
  type: z.literal('presence'),
  stream: streamName,
  scope: z.enum(['whole', 'changes', 'summary', 'uncertain']),
  version: presenceVersion,
  certainMs: z.number().min(0),
  counts: z.object({ active: z.int().min(0), away: z.int().min(0) }),
  present: z
    .array(z.tuple([userId, z.enum([...ACTIVITIES, ...ABSENCES])]))
    .max(PRESENT_PER_FRAME_MAX),
  people: z.array(person).max(PRESENT_PER_FRAME_MAX),
});

export const goawayFrame = z.object({
  type: z.literal('goaway'),
  reconnectAfterMs: z.number().min(0),
});

/** Everything that a server may say. */
export const serverFrame = z.discriminatedUnion('type', [
  welcomeFrame,
  refusedFrame,
  runFrame,
  resetFrame,
  liveFrame,
  deniedFrame,
  headsFrame,
  typistFrame,
  answerFrame,
  pongFrame,
  presenceFrame,
  goawayFrame,
]);
