import {
  clientMessageId,
  commandKey,
  instant,
  liveMessage,
  messageId,
  refusal,
  roomId,
  sequence,
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

export const command = z.discriminatedUnion('name', [
  postCommand,
  editCommand,
  deleteCommand,
  createRoomCommand,
  renameRoomCommand,
]);

export const commandName = z.enum(['post', 'edit', 'delete', 'createRoom', 'renameRoom']);

const posted = z.object({
  messageId,
  roomId,
  seq: sequence,
  at: instant,
  result: z.enum(['stored', 'repeated', 'deleted']),
});

const changed = z.object({ messageId, roomId, seq: sequence, revision: z.int().min(1) });

const roomChanged = z.object({ roomId, seq: sequence });

const current = z.exactOptional(liveMessage);

export const commandOutcome = z.discriminatedUnion('ok', [
  // The first that fits is taken: the richest shape stands first.
  z.object({ ok: z.literal(true), value: z.union([posted, changed, roomChanged]), current }),
  z.object({ ok: z.literal(false), refusal, current }),
]);
