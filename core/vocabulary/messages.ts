import type { ClientMessageId, MessageId, RoomId, UserId } from './ids.js';
import type { ChainDigest, Sequence } from './position.js';
import type { Instant } from './time.js';

interface MessageCommon {
  readonly id: MessageId;
  readonly roomId: RoomId;
  readonly authorId: UserId;
  /** Null for imported messages. */
  readonly clientMessageId: ClientMessageId | null;
  /** Sequence of its posting in the room's stream: the order of the timeline. */
  readonly seq: Sequence;
  readonly at: Instant;
  /** 1 as posted, one more at each edit. */
  readonly revision: number;
  /** Sequence of the newest event that changed it. An event up to this one is already in here. */
  readonly changedAt: Sequence;
}

/** A message that can be read. */
export interface LiveMessage extends MessageCommon {
  readonly state: 'live';
  readonly body: string;
}

/** What is left of a deleted message: its place, never its content. */
export interface Tombstone extends MessageCommon {
  readonly state: 'deleted';
}

export type Message = LiveMessage | Tombstone;

/** A page of a room's messages, oldest first, as they were at one sequence of the room's stream. */
export interface MessagePage {
  readonly roomId: RoomId;
  /** Head of the room's stream at the read; everything in the page is as of this sequence. */
  readonly asOf: Sequence;
  /** Chain digest there: whoever comes to that place finds out whether the page is of this log. */
  readonly digest: ChainDigest;
  readonly messages: readonly Message[];
  /** Whether older messages exist before the first one of the page. */
  readonly olderExist: boolean;
  /** Whether newer messages exist after the last one of the page. */
  readonly newerExist: boolean;
}
