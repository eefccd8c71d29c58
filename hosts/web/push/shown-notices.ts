import type { RoomId } from '../../../core/vocabulary/ids.js';
import type { RoomReading } from '../../../core/vocabulary/reading.js';

type Readings = ReadonlyMap<RoomId, RoomReading>;

/** Whether a notification is about what the person has read. @param data - what stands with it. */
export function isRead(readings: Readings, data: unknown): boolean {
  const { roomId, seq } = (data ?? {}) as { readonly roomId?: RoomId; readonly seq?: number };
  const read = roomId === undefined ? undefined : readings.get(roomId)?.read;
  return read !== undefined && seq !== undefined && seq <= read.seq;
}

/** Unread mentions of a person, in the rooms that they see. */
export function badgeOf(readings: Readings): number {
  let count = 0;
  for (const { involvement, mentions } of readings.values()) {
    if (involvement !== 'invisible') count += mentions.length;
  }
  return count;
}
