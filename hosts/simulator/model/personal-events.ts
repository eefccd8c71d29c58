import type { RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { CommittedEvent } from './log.js';

/** One thing as it was from a moment on. */
export interface Since<Value> {
  readonly atMs: number;
  readonly value: Value;
}

/** What an event of a person's own stream says of them in a room. */
export interface PersonalEvent {
  /** The person and the room. */
  readonly place: string;
  readonly involvement: string | null;
  /** How far they have read. */
  readonly read: number | null;
  /** Whether a message mentions them, by place and sequence. */
  readonly mention: { readonly key: string; readonly value: boolean } | null;
}

interface Said {
  readonly roomId: RoomId;
  readonly involvement: string;
  readonly read: { readonly seq: number };
  readonly seq: number;
}

/** Null for an event of another stream. */
export function personalEvent({ stream, kind, data }: CommittedEvent): PersonalEvent | null {
  if (!stream.startsWith('user:')) return null;
  const said = JSON.parse(data) as Said;
  const place = placeOf(Number(stream.slice(5)) as UserId, said.roomId);
  const isMention = kind === 'person.mentioned' || kind === 'mention.withdrawn';
  const value = kind === 'person.mentioned';
  return {
    place,
    involvement: kind === 'room.involved' ? said.involvement : null,
    read: kind === 'room.read' || kind === 'room.markedUnread' ? said.read.seq : null,
    mention: isMention ? { key: mentionOf(place, said.seq), value } : null,
  };
}

export function placeOf(userId: UserId, roomId: RoomId): string {
  return `${String(userId)} ${String(roomId)}`;
}

/** @param seq - of the message that mentions somebody. */
export function mentionOf(place: string, seq: number): string {
  return `${place} ${String(seq)}`;
}
