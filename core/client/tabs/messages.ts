import type { CloseReason } from '../../../ports/transport.js';

/** How a seat ended: `apart` asks its tab to open a connection of its own. */
export type SeatEnd = CloseReason | 'apart';

/** Names one tab's time as leader, from its election to its end. Never used again. */
export type Reign = string;

/** What tabs of a browser tell each other. */
export type TabMessage =
  /** Who leads? */
  | { readonly type: 'seek' }
  /** I do. The term is 0 until the server has numbered the reign. */
  | { readonly type: 'lead'; readonly reign: Reign; readonly term: number }
  /** This reign is over. */
  | { readonly type: 'ended'; readonly reign: Reign }
  /** To the leader: a connection begins. It ends the one that the tab had before. */
  | { readonly type: 'open'; readonly reign: Reign; readonly seat: string }
  /** To the leader: frame `n` of a client, from 1. */
  | FrameMessage<'up'>
  /** To a follower: frame `n` of the server, from 1. */
  | FrameMessage<'down'>
  /** To the leader: everything up to `n` has come. */
  | { readonly type: 'ack'; readonly reign: Reign; readonly seat: string; readonly n: number }
  /** To the leader: the connection is not needed any more. */
  | { readonly type: 'leave'; readonly reign: Reign; readonly seat: string }
  /** To a follower: the connection is over. */
  | {
      readonly type: 'over';
      readonly reign: Reign;
      readonly seat: string;
      readonly reason: SeatEnd;
    };

interface FrameMessage<Type extends string> {
  readonly type: Type;
  readonly reign: Reign;
  readonly seat: string;
  readonly n: number;
  readonly text: string;
}

/** A message as a text: a line that says what it is, and the frame where there is one. */
export function writeMessage(message: TabMessage): string {
  if (!('text' in message)) return JSON.stringify(message);
  const { text, ...head } = message;
  return `${JSON.stringify(head)}\n${text}`;
}

/** Reads a message. Null for what no tab of this version says. */
export function readMessage(written: string): TabMessage | null {
  const end = written.indexOf('\n');
  const head = parsed(end === -1 ? written : written.slice(0, end));
  if (head === null || !hasShape(head, end !== -1)) return null;
  return (end === -1 ? head : { ...head, text: written.slice(end + 1) }) as unknown as TabMessage;
}

const FIELDS: Readonly<Record<TabMessage['type'], readonly (readonly [string, string])[]>> = {
  seek: [],
  lead: [
    ['reign', 'string'],
    ['term', 'number'],
  ],
  ended: [['reign', 'string']],
  open: seatFields(),
  up: seatFields(['n', 'number']),
  down: seatFields(['n', 'number']),
  ack: seatFields(['n', 'number']),
  leave: seatFields(),
  over: seatFields(['reason', 'string']),
};

function seatFields(...more: readonly (readonly [string, string])[]) {
  return [['reign', 'string'], ['seat', 'string'], ...more] as const;
}

function hasShape(head: Record<string, unknown>, hasText: boolean): boolean {
  const { type } = head;
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) return false;
  if (hasText !== (type === 'up' || type === 'down')) return false;
  return FIELDS[type as TabMessage['type']].every(([name, kind]) => typeof head[name] === kind);
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
