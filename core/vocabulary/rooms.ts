import type { RoomId, UserId } from './ids.js';
import type { Sequence } from './position.js';
import type { Latest } from './reading.js';

/** Kinds of room that exist so far. */
export const ROOM_KINDS = ['open'] as const;
export type RoomKind = (typeof ROOM_KINDS)[number];

export interface Room {
  readonly id: RoomId;
  readonly name: string;
  readonly kind: RoomKind;
  readonly creatorId: UserId;
  /** Sequence in the room's stream of the newest event that changed this record. */
  readonly changedAt: Sequence;
}

/** A line of a person's room list. */
export interface RoomSummary {
  readonly id: RoomId;
  readonly name: string;
  readonly kind: RoomKind;
  /** Newest sequence of the room's stream. */
  readonly head: Sequence;
  /** The newest live messages, which what is unread is told by. */
  readonly latest: Latest;
}
