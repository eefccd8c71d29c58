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
type Shape = 'number' | 'string' | 'key' | 'place' | 'read position' | 'places' | 'newest messages';

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
  'message.deleted': { messageId: 'number', latest: 'newest messages' },
  'room.read': { roomId: 'number', read: 'read position' },
  'room.markedUnread': { roomId: 'number', read: 'read position', mentions: 'places' },
  'room.involved': { roomId: 'number', involvement: 'string' },
  'person.mentioned': { roomId: 'number', seq: 'number', requires: 'place' },
  'mention.withdrawn': { roomId: 'number', seq: 'number', requires: 'place' },
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
  switch (sort) {
    case 'key':
      return value === null || typeof value === 'string';
    case 'place':
      return hasParts(value, { stream: 'string', seq: 'number' });
    case 'read position':
      return hasParts(value, { generation: 'number', seq: 'number' });
    case 'newest messages':
      return value === undefined || hasParts(value, { seq: 'number', otherSeq: 'number' });
    case 'places':
      return Array.isArray(value) && value.every((place) => typeof place === 'number');
    default:
      return typeof value === sort;
  }
}

function hasParts(value: unknown, parts: Readonly<Record<string, 'number' | 'string'>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const held = new Map<string, unknown>(Object.entries(value));
  return Object.entries(parts).every(([name, sort]) => typeof held.get(name) === sort);
}
