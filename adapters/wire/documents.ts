import { ERRORS } from '../../core/vocabulary/errors.js';
import { EVENT_KINDS } from '../../core/vocabulary/events.js';
import type { EventKind } from '../../core/vocabulary/events.js';
import { PROTOCOL_VERSION } from '../../core/vocabulary/frames.js';
import {
  commandFrame,
  goodbyeFrame,
  helloFrame,
  hereFrame,
  joinFrame,
  leaveFrame,
  pingFrame,
  typingFrame,
} from './client-frames.js';
import { CLOSE_CODES, closeReasonOf } from './close-codes.js';
import { EVENT_DATA } from './events.js';
import {
  answerFrame,
  deniedFrame,
  goawayFrame,
  headsFrame,
  liveFrame,
  pongFrame,
  presenceFrame,
  refusedFrame,
  resetFrame,
  runFrame,
  typistFrame,
  welcomeFrame,
} from './server-frames.js';
import { z } from './zod.js';

interface Said {
  readonly schema: z.ZodType;
  readonly summary: string;
}

const CLIENT_SAYS: Readonly<Record<string, Said>> = {
  hello: { schema: helloFrame, summary: 'First frame: the protocol that the client speaks.' },
  join: { schema: joinFrame, summary: 'Asks for a stream from a position on, or for a snapshot.' },
  leave: { schema: leaveFrame, summary: 'Follows a stream no longer.' },
  command: { schema: commandFrame, summary: 'Asks for a change. Its answer has the same id.' },
  ping: { schema: pingFrame, summary: 'Asks whether the connection lives.' },
  typing: { schema: typingFrame, summary: 'The person types in a room, or has left off.' },
  here: { schema: hereFrame, summary: 'Somebody is there, and is active or away.' },
  goodbye: { schema: goodbyeFrame, summary: 'The person goes, and means it.' },
};

const SERVER_SAYS: Readonly<Record<string, Said>> = {
  welcome: { schema: welcomeFrame, summary: 'The connection is accepted.' },
  refused: { schema: refusedFrame, summary: 'Last frame of a connection that is not accepted.' },
  run: { schema: runFrame, summary: 'Consecutive events of a stream.' },
  reset: { schema: resetFrame, summary: 'The view of a stream starts anew from this snapshot.' },
  live: { schema: liveFrame, summary: 'The join is complete. Once per join.' },
  denied: { schema: deniedFrame, summary: 'The join is refused; the connection goes on.' },
  heads: { schema: headsFrame, summary: 'Newest sequences of rooms that are not followed.' },
  typist: { schema: typistFrame, summary: 'Somebody else types in a room, or has left off.' },
  answer: { schema: answerFrame, summary: 'Outcome of a command, after its commit.' },
  presence: { schema: presenceFrame, summary: 'Signal: who is present in a stream.' },
  pong: { schema: pongFrame, summary: 'The connection lives; how far its streams are.' },
  goaway: { schema: goawayFrame, summary: 'The server is about to stop: when to come back.' },
};

/** JSON Schema of a wire shape. Fields that it does not name are allowed, and passed over. */
export function jsonSchema(schema: z.ZodType): object {
  // As read, not as written: what is read may hold fields of a newer version.
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** The AsyncAPI 3 document of the socket, made from the schemas that check every frame. */
export function asyncApi(): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Hearth socket',
      version: String(PROTOCOL_VERSION),
      description:
        'Frames are JSON texts. The first is hello; everything before welcome is a refusal. ' +
        'Fields that a side does not know are passed over.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: {
      socket: {
        address: '/socket',
        description: 'One WebSocket per client, opened with the session of the person.',
        messages: references('#/components/messages', { ...CLIENT_SAYS, ...SERVER_SAYS }),
      },
    },
    operations: {
      say: operation('receive', 'What a client says.', CLIENT_SAYS),
      tell: operation('send', 'What the server says.', SERVER_SAYS),
    },
    components: {
      messages: messages({ ...CLIENT_SAYS, ...SERVER_SAYS }),
      schemas: eventDataSchemas(),
    },
    'x-close-codes': closeCodes(),
  };
}

function references(place: string, said: Readonly<Record<string, Said>>): object {
  return mapped(said, (_, name) => ({ $ref: `${place}/${name}` }));
}

function operation(
  action: 'receive' | 'send',
  summary: string,
  said: Readonly<Record<string, Said>>,
): object {
  return {
    action,
    summary,
    channel: { $ref: '#/channels/socket' },
    messages: Object.keys(said).map((name) => ({ $ref: `#/channels/socket/messages/${name}` })),
  };
}

function messages(said: Readonly<Record<string, Said>>): object {
  return mapped(said, ({ schema, summary }, name) => ({
    name,
    summary,
    payload: jsonSchema(schema),
  }));
}

/** What the text in an event's `data` holds, for each kind. */
function eventDataSchemas(): object {
  return mapped(EVENT_DATA as Readonly<Record<string, z.ZodType>>, (schema, kind) => {
    const { audience, content, ignorable } = EVENT_KINDS[kind as EventKind];
    const description = [
      `Data of the event ${kind}, as JSON text. Audience: ${audience}.`,
      ...(content ? ['Comes with content.'] : []),
      ignorable ? 'A client that does not know it may pass over it.' : 'A client has to know it.',
    ].join(' ');
    return { description, ...jsonSchema(schema) };
  });
}

function closeCodes(): readonly object[] {
  return Object.entries(CLOSE_CODES)
    .sort(([, a], [, b]) => a - b)
    .map(([code, closeCode]) => ({
      closeCode,
      code,
      reconnect: closeReasonOf(closeCode) === 'retry',
      meaning: ERRORS[code as keyof typeof ERRORS].meaning,
    }));
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  to: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value, name)]));
}
