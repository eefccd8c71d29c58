import { ACTIVITIES } from '../../core/vocabulary/presence.js';
import { command } from './commands.js';
import { fence, position, roomId, sequence, streamName, typingAct } from './shapes.js';
import { z } from './zod.js';

export const helloFrame = z.object({
  type: z.literal('hello'),
  protocol: z.int().min(0),
  client: z.string().max(100),
});

export const joinFrame = z.object({
  type: z.literal('join'),
  stream: streamName,
  position: position.nullable(),
});

export const leaveFrame = z.object({ type: z.literal('leave'), stream: streamName });

export const commandFrame = z.object({
  type: z.literal('command'),
  id: z.int().min(0),
  command,
  fence: z.exactOptional(fence),
});

export const pingFrame = z.object({ type: z.literal('ping'), n: z.int().min(0) });

export const typingFrame = z.object({
  type: z.literal('typing'),
  roomId,
  act: typingAct,
  fence: sequence,
});
export const hereFrame = z.object({ type: z.literal('here'), state: z.enum(ACTIVITIES) });

export const goodbyeFrame = z.object({ type: z.literal('goodbye') });

/** Everything that a client may say. */
export const clientFrame = z.discriminatedUnion('type', [
  helloFrame,
  joinFrame,
  leaveFrame,
  commandFrame,
  pingFrame,
  typingFrame,
  hereFrame,
  goodbyeFrame,
]);
