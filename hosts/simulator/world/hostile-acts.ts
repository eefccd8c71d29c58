import { PROTOCOL_VERSION } from '../../../core/vocabulary/frames.js';
import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import type { Fence } from '../../../core/vocabulary/fence.js';
import type { MessageId, RoomId } from '../../../core/vocabulary/ids.js';
import { CLIENT_FRAME_BYTES_MAX } from '../../../core/vocabulary/limits.js';
import type { Draws } from '../kernel/draws.js';
import type { HostileAct } from '../plan/plan.js';

/** Commands of a flood on each of its connections: more than one may have under way. */
const FLOOD = 40;
const FAR_SEQ = 1_000_000_000;
const FAR_TERM = 1_000_000;

/** What is there to be misused. */
export interface Prey {
  readonly roomId: RoomId;
  /** A message of somebody else's; null while there is none. */
  readonly messageId: MessageId | null;
  /** What another browser's leading tab has sent; null before one has. */
  readonly fence: Fence | null;
  readonly epoch: string;
}

/** One connection's worth of mischief. */
export interface Mischief {
  /** Whether it says hello, and waits for its welcome. */
  readonly greets: boolean;
  readonly connections: number;
  readonly texts: (prey: Prey, draws: Draws) => readonly string[];
  /** What it says once a stream is live, one after the other. */
  readonly later?: (prey: Prey) => readonly string[];
  /** What it may be refused with, beside what anybody may be told at any time. */
  readonly allowed: readonly ErrorCode[];
}

export const HELLO = JSON.stringify({
  type: 'hello',
  protocol: PROTOCOL_VERSION,
  client: 'hostile',
});

const MALFORMED: readonly string[] = [
  '',
  '{',
  'null',
  '[]',
  '"hello"',
  '{"type":"command"}',
  '{"type":"join","stream":7,"position":null}',
  '{"type":"command","id":1,"command":{"name":"post","roomId":"1; drop table"}}',
  '{"type":"ping","n":1e400}',
  '{"__proto__":{"type":"ping"}}',
  '\u0000\ud800',
];

const BROKEN: readonly ErrorCode[] = ['protocol_violation', 'invalid_argument'];
const FORGED: readonly ErrorCode[] = ['stale_lease'];

export const MISCHIEF: Readonly<Record<HostileAct, Mischief>> = {
  malformed: once(BROKEN, (_prey, draws) => [draws.pick(MALFORMED)]),
  oversized: once(BROKEN, ({ roomId }) => [
    post(roomId, { body: 'x'.repeat(CLIENT_FRAME_BYTES_MAX) }),
  ]),
  unknownType: once(BROKEN, (_prey, draws) => [
    JSON.stringify({ type: draws.pick(['welcome', 'run', 'subscribe', 'constructor']), n: 1 }),
  ]),
  noHello: {
    greets: false,
    connections: 1,
    texts: ({ roomId }) => [post(roomId, {})],
    allowed: BROKEN,
  },
  helloAgain: once(BROKEN, () => [HELLO, HELLO]),
  stolenFence: once(FORGED, ({ roomId, fence }) => [
    post(roomId, { fence: fence ?? { profile: 'feedface', term: 1 } }),
  ]),
  futureFence: once(FORGED, ({ roomId, fence }) => [
    post(roomId, { fence: { profile: fence?.profile ?? 'feedface', term: FAR_TERM } }),
  ]),
  othersMessage: once(['forbidden', 'not_found', 'gone', 'conflict'], ({ messageId }, draws) => {
    const name = draws.pick(['edit', 'delete'] as const);
    const more = name === 'edit' ? { revision: 1, body: 'taken over' } : {};
    const key = `hostile-${String(draws.below(1_000_000))}`;
    const target = { messageId: messageId ?? FAR_SEQ };
    return [JSON.stringify({ type: 'command', id: 1, command: { name, key, target, ...more } })];
  }),
  unknownStream: once([...BROKEN, 'not_found'], (_prey, draws) => [
    join(draws.pick([`room:${String(FAR_SEQ)}`, 'user:1', 'room:0', 'room:-1', 'admins']), null),
  ]),
  futurePosition: once([...BROKEN, 'stale_position'], ({ roomId, epoch }) => [
    join(`room:${String(roomId)}`, { epoch, seq: FAR_SEQ, digest: '0'.repeat(32) }),
  ]),
  otherEpoch: once([...BROKEN, 'stale_position'], ({ roomId }) => [
    join(`room:${String(roomId)}`, { epoch: 'f'.repeat(16), seq: 1, digest: '0'.repeat(32) }),
  ]),
  typingFlood: {
    ...once([], ({ roomId }) => [join(`room:${String(roomId)}`, null)]),
    later: ({ roomId }) => Array.from({ length: FLOOD }, (_, at) => typing(roomId, at)),
  },
  flood: {
    greets: true,
    connections: 3,
    texts: () => Array.from({ length: FLOOD }, (_, at) => post(FAR_SEQ as RoomId, { id: at + 1 })),
    allowed: ['not_found'],
  },
};

function once(allowed: readonly ErrorCode[], texts: Mischief['texts']): Mischief {
  return { greets: true, connections: 1, texts, allowed };
}

function post(
  roomId: RoomId,
  more: { readonly id?: number; readonly body?: string; readonly fence?: object },
): string {
  const { id = 1, body = 'forged', fence } = more;
  const clientMessageId = String(id).padStart(32, 'e');
  const command = { name: 'post', roomId, clientMessageId, body };
  return JSON.stringify({
    type: 'command',
    id,
    command,
    ...(fence === undefined ? {} : { fence }),
  });
}

/** Mostly starts, and a stop now and then. */
function typing(roomId: RoomId, at: number): string {
  const act = at % 7 === 6 ? 'stop' : 'start';
  return JSON.stringify({ type: 'typing', roomId, act, fence: FAR_SEQ });
}

function join(stream: string, position: object | null): string {
  return JSON.stringify({ type: 'join', stream, position });
}
