import {
  clientMessageId,
  commandKey,
  instant,
  involvement,
  liveMessage,
  messageId,
  profile,
  readPosition,
  refusal,
  roomId,
  sequence,
  term,
  userId,
} from './shapes.js';
import { z } from './zod.js';

const messageTarget = z.union([
  z.object({ messageId }),
  z.object({ authorId: userId, clientMessageId }),
]);

const postCommand = z.object({
  name: z.literal('post'),
  roomId,
  clientMessageId,
  // The engine judges the body: a refusal of one message is no reason to end a connection.
  body: z.string(),
});

const editCommand = z.object({
  name: z.literal('edit'),
  key: commandKey,
  target: messageTarget,
  revision: z.int().min(1),
  body: z.string(),
});

const deleteCommand = z.object({
  name: z.literal('delete'),
  key: commandKey,
  target: messageTarget,
});

const createRoomCommand = z.object({
  name: z.literal('createRoom'),
  key: commandKey,
  roomName: z.string(),
});

const renameRoomCommand = z.object({
  name: z.literal('renameRoom'),
  key: commandKey,
  roomId,
  roomName: z.string(),
});

const leadCommand = z.object({ name: z.literal('lead'), profile });

const readCommand = z.object({ name: z.literal('read'), roomId, read: readPosition });

const markUnreadCommand = z.object({
  name: z.literal('markUnread'),
  key: commandKey,
  roomId,
  from: sequence,
});

const involveCommand = z.object({
  name: z.literal('involve'),
  key: commandKey,
  roomId,
  involvement,
});

export const command = z.discriminatedUnion('name', [
  postCommand,
  editCommand,
  deleteCommand,
  createRoomCommand,
  renameRoomCommand,
  leadCommand,
  readCommand,
  markUnreadCommand,
  involveCommand,
]);

export const commandName = z.enum([
  'post',
  'edit',
  'delete',
  'createRoom',
  'renameRoom',
  'lead',
  'read',
  'markUnread',
  'involve',
]);

const posted = z.object({
  messageId,
  roomId,
  seq: sequence,
  at: instant,
  result: z.enum(['stored', 'repeated', 'deleted']),
});

const changed = z.object({ messageId, roomId, seq: sequence, revision: z.int().min(1) });

const roomChanged = z.object({ roomId, seq: sequence });

const led = z.object({ term });

const readAnswer = z.object({ roomId, read: readPosition });

const involved = z.object({ roomId, involvement });

const current = z.exactOptional(liveMessage);

export const commandOutcome = z.discriminatedUnion('ok', [
  // The first that fits is taken: the richest shape stands first.
  z.object({
    ok: z.literal(true),
    value: z.union([posted, changed, roomChanged, readAnswer, involved, led]),
    current,
  }),
  z.object({ ok: z.literal(false), refusal, current }),
]);
