import type { MessageId, RoomId, UserId } from '../core/vocabulary/ids.js';
import type { Sequence } from '../core/vocabulary/position.js';
import type { Involvement, Latest, ReadPosition } from '../core/vocabulary/reading.js';

/** What the row of a membership says. */
export interface AuditedMembership {
  readonly roomId: RoomId;
  readonly read: ReadPosition;
  readonly involvement: Involvement;
  /** Head of the room when the person came: where they stand until they say otherwise. */
  readonly since: Sequence;
}

/** The row of a mention. */
export interface AuditedMention {
  readonly roomId: RoomId;
  /** Place of the message that mentions. */
  readonly seq: Sequence;
}

/** What one event of a person's stream says of a room. What it does not say is null. */
export interface ToldOfRoom {
  readonly seq: Sequence;
  readonly kind: string;
  /** Null where the data of the event cannot be read. */
  readonly roomId: RoomId | null;
  readonly read: ReadPosition | null;
  readonly involvement: string | null;
  /** Place of a message that mentions the person, or does so no more. */
  readonly mention: Sequence | null;
}

/** What one event of a room's stream says of a message. */
export interface ToldOfMessage {
  readonly seq: Sequence;
  readonly kind: string;
  readonly actor: UserId | null;
  /** Null where the event is of no message, or its data cannot be read. */
  readonly messageId: MessageId | null;
}

/**
 * Rows and events beside each other, as of one commit. Every answer comes by a query that nothing
 * else uses, from tables and log alone: what is wrong with another query is not wrong with these.
 *
 * A `limit` is 1 or more; fewer answers than that are all that there are.
 */
export interface AuditView {
  /** Ids of people above one, ascending. */
  peopleAfter(after: number, limit: number): Promise<readonly UserId[]>;
  /** Rows of a person's memberships of rooms above one, in order of room. */
  membershipsAfter(
    userId: UserId,
    after: number,
    limit: number,
  ): Promise<readonly AuditedMembership[]>;
  /** The `nth` of a person's rooms above one; null where there are not as many. */
  nthRoomAfter(userId: UserId, after: number, nth: number): Promise<RoomId | null>;
  /** Rows of a person's mentions above one, in order of room and place. */
  mentionsAfter(
    userId: UserId,
    after: { readonly roomId: number; readonly seq: Sequence },
    limit: number,
  ): Promise<readonly AuditedMention[]>;
  /** Events of a person's stream above a sequence, ascending. */
  toldToPerson(userId: UserId, after: Sequence, limit: number): Promise<readonly ToldOfRoom[]>;

  /** Ids of rooms above one, ascending. */
  roomsAfter(after: number, limit: number): Promise<readonly RoomId[]>;
  /** What the row of a room holds to be newest; null where there is no such room. */
  latestOfRoom(roomId: RoomId): Promise<Latest | null>;
  /** Events of a room's stream above a sequence, ascending. */
  toldInRoom(roomId: RoomId, after: Sequence, limit: number): Promise<readonly ToldOfMessage[]>;
  /** Events of a room's stream below a sequence, descending; from the newest one where null. */
  toldInRoomBefore(
    roomId: RoomId,
    before: Sequence | null,
    limit: number,
  ): Promise<readonly ToldOfMessage[]>;
}

/** What the background audit asks of a store. */
export interface Audit {
  /**
   * Runs a look at rows and log in one snapshot of its own. It awaits nothing but its view, never
   * waits for a writer and holds none up.
   * @throws ChatError `busy` when too many reads wait, `unavailable` when the file cannot be read.
   */
  audit<Value>(look: (view: AuditView) => Promise<Value>): Promise<Value>;
}
