import { readEvent, type KnownEvent, type RunEvent } from '../vocabulary/events.js';
import type { StreamName } from '../vocabulary/ids.js';
import type { Findings } from './finding.js';

/** An event with its data read; null, and a finding, where the data is no JSON object. Newer kinds are null. */
export function known(
  findings: Findings | null,
  stream: StreamName,
  event: RunEvent,
): KnownEvent | null {
  if (isObject(event.data)) return readEvent(event);
  findings?.add('event_unreadable', `${stream} event ${event.seq}`, 'Its data cannot be read.');
  return null;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
