import type { RoomId, UserId } from './ids.js';
import type { Sequence } from './position.js';

/** What a person wants to be told of a room, in the order in which a page offers it. */
export const INVOLVEMENTS = ['mentions', 'everything', 'nothing', 'invisible'] as const;
export type Involvement = (typeof INVOLVEMENTS)[number];

/** Of a room that nobody has chosen anything for. */
export const INVOLVEMENT_DEFAULT: Involvement = 'mentions';

/**
 * How far a person has read a room. Reading raises the sequence; marking as unread begins the next
 * generation, and whatever is said of an older one comes too late.
 */
export interface ReadPosition {
  /** From 1. */
  readonly generation: number;
  /** Everything up to this sequence of the room's stream is read. */
  readonly seq: Sequence;
}

/** What a room is to one of its members. */
export interface RoomReading {
  readonly roomId: RoomId;
  readonly read: ReadPosition;
  readonly involvement: Involvement;
  /** Messages above the position that mention the person: at most UNREAD_COUNT_MAX are counted. */
  readonly mentions: readonly Sequence[];
}

/**
 * The newest live message of a room, and the newest by anybody but its author: with these two,
 * what is unread is one comparison for everybody.
 */
export interface Latest {
  /** 0 where there is none. */
  readonly seq: Sequence;
  /** Null where there is none. */
  readonly authorId: UserId | null;
  /** Newest live message by another author; 0 where there is none. */
  readonly otherSeq: Sequence;
}

/** Of a room without messages. */
export const NOTHING_POSTED: Latest = { seq: 0, authorId: null, otherSeq: 0 };

/** The place of the newest live message that somebody else wrote; 0 where there is none. */
export function latestFor({ seq, authorId, otherSeq }: Latest, viewerId: UserId): Sequence {
  return authorId === viewerId ? otherSeq : seq;
}

/**
 * What is left of two positions of one person: the newer generation, and within one the higher
 * sequence.
 */
export function furtherRead(a: ReadPosition, b: ReadPosition): ReadPosition {
  if (a.generation !== b.generation) return a.generation > b.generation ? a : b;
  return a.seq >= b.seq ? a : b;
}
