import {
  isEventKind,
  readEvent,
  type EventData,
  type EventKind,
  type KnownEvent,
  type RunEvent,
} from '../vocabulary/events.js';
import type { StreamName } from '../vocabulary/ids.js';
import type { Findings } from './finding.js';

/** Sort of value under each key of a kind's data. What was written past Hearth may have any. */
type Shape = 'number' | 'string' | 'key' | 'place';

const SHAPES: {
  readonly [Kind in EventKind]: { readonly [Key in keyof EventData[Kind]]: Shape };
} = {
  'account.created': { name: 'string' },
  'person.joined': { userId: 'number' },
  'room.opened': { roomId: 'number', name: 'string', kind: 'string', requires: 'place' },
  'room.relisted': { roomId: 'number', name: 'string', requires: 'place' },
  'room.created': { roomId: 'number', name: 'string', kind: 'string' },
  'room.renamed': { name: 'string' },
  'message.posted': { messageId: 'number', revision: 'number', clientMessageId: 'key' },
  'message.edited': { messageId: 'number', revision: 'number' },
  'message.deleted': { messageId: 'number' },
};

/**
 * An event with its data read; null, and a finding, where it cannot be. Null alone for newer kinds.
 */
export function known(
  findings: Findings | null,
  stream: StreamName,
  event: RunEvent,
): KnownEvent | null {
  const data = parsed(event.data);
  if (data !== null && !isEventKind(event.kind)) return null;
  if (data !== null && isEventKind(event.kind) && fits(data, SHAPES[event.kind])) {
    return readEvent(event);
  }
  findings?.add('event_unreadable', `${stream} event ${event.seq}`, 'Its data cannot be read.');
  return null;
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function fits(data: object, shape: Readonly<Record<string, Shape>>): boolean {
  const values = new Map<string, unknown>(Object.entries(data));
  return Object.entries(shape).every(([key, sort]) => isOf(sort, values.get(key)));
}

function isOf(sort: Shape, value: unknown): boolean {
  if (sort === 'key') return value === null || typeof value === 'string';
  if (sort !== 'place') return typeof value === sort;
  return (
    typeof value === 'object' &&
    value !== null &&
    'stream' in value &&
    typeof value.stream === 'string' &&
    'seq' in value &&
    typeof value.seq === 'number'
  );
}
