import { EVENT_KINDS, isEventKind } from '../../core/vocabulary/events.js';
import type { EventKind } from '../../core/vocabulary/events.js';
import { ROOM_KINDS } from '../../core/vocabulary/rooms.js';
import {
  chainDigest,
  clientMessageId,
  instant,
  involvement,
  latest,
  mentionPlaces,
  messageId,
  readPosition,
  roomId,
  sequence,
  streamName,
  userId,
} from './shapes.js';
import { z } from './zod.js';

const requirement = z.object({ stream: streamName, seq: sequence });

const mention = z.object({ roomId, seq: sequence.min(1), requires: requirement });

/**
 * What the data of each kind holds. Fields of a newer version are passed over, and stay in the
 * text.
 */
export const EVENT_DATA = {
  'account.created': z.object({ name: z.string() }),
  'person.joined': z.object({ userId }),
  'room.opened': z.object({
    roomId,
    name: z.string(),
    kind: z.enum(ROOM_KINDS),
    requires: requirement,
  }),
  'room.relisted': z.object({ roomId, name: z.string(), requires: requirement }),
  'room.created': z.object({ roomId, name: z.string(), kind: z.enum(ROOM_KINDS) }),
  'room.renamed': z.object({ name: z.string() }),
  'message.posted': z.object({
    messageId,
    revision: z.literal(1),
    clientMessageId: clientMessageId.nullable(),
  }),
  'message.edited': z.object({ messageId, revision: z.int().min(2) }),
  'message.deleted': z.object({ messageId, latest: z.exactOptional(latest) }),
  'room.read': z.object({ roomId, read: readPosition }),
  'room.markedUnread': z.object({ roomId, read: readPosition, mentions: mentionPlaces }),
  'room.involved': z.object({ roomId, involvement }),
  'person.mentioned': mention,
  'mention.withdrawn': mention,
} as const satisfies Record<EventKind, z.ZodType>;

export const eventContent = z.union([
  z.object({ body: z.string(), salt: z.string().regex(/^[0-9a-f]{32}$/) }),
  z.object({ withheld: chainDigest }),
]);

/**
 * One event. The data of a kind that this version knows is read and checked; any other passes as it
 * is.
 */
export const runEvent = z
  .object({
    seq: sequence.min(1),
    at: instant,
    actor: userId.nullable(),
    kind: z.string().min(1).max(64),
    data: z.string(),
    content: z.exactOptional(eventContent),
  })
  .superRefine((event, context) => {
    if (!isEventKind(event.kind)) return;
    const problem = problemOf(event.kind, event);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

function problemOf(
  kind: EventKind,
  event: { readonly data: string; readonly content?: unknown },
): string | null {
  if (EVENT_KINDS[kind].content !== (event.content !== undefined)) {
    return `${kind} ${EVENT_KINDS[kind].content ? 'lacks its content' : 'has no content'}`;
  }
  let data: unknown;
  try {
    data = JSON.parse(event.data);
  } catch {
    return `data of ${kind} is not JSON`;
  }
  return EVENT_DATA[kind].safeParse(data).success ? null : `data of ${kind} has another shape`;
}
