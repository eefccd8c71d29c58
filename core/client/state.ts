import type { Refusal } from '../vocabulary/errors.js';
import type { ClientMessageId, MessageId, RoomId, StreamName, UserId } from '../vocabulary/ids.js';
import type { Message } from '../vocabulary/messages.js';
import type { Person } from '../vocabulary/people.js';
import type { ChainDigest, Epoch, Sequence } from '../vocabulary/position.js';
import type { RoomReading } from '../vocabulary/reading.js';
import type { Room, RoomSummary } from '../vocabulary/rooms.js';
import type { Instant, MonotonicMs } from '../vocabulary/time.js';
import type { PresenceView } from './presence-view.js';

/**
 * Where the connection stands. `downSince` is when it was last online, or when the client started.
 */
export type Connection =
  | { readonly phase: 'idle' }
  | { readonly phase: 'connecting'; readonly attempt: number; readonly downSince: MonotonicMs }
  | { readonly phase: 'greeting'; readonly attempt: number; readonly downSince: MonotonicMs }
  | { readonly phase: 'online' }
  | {
      readonly phase: 'waiting';
      readonly attempt: number;
      readonly downSince: MonotonicMs;
      readonly retryAt: MonotonicMs;
      readonly refusal: Refusal | null;
    }
  /** Nothing will bring it back but a person: signed out, or one side too old. */
  | { readonly phase: 'ended'; readonly refusal: Refusal };

/** What has been applied of one stream. The whole digest is kept: the next event links to it. */
export interface Applied {
  readonly epoch: Epoch;
  readonly seq: Sequence;
  readonly digest: ChainDigest;
}

export interface AccountView {
  readonly name: string;
  readonly peopleCount: number;
  /** By name without regard to case, then by id. */
  readonly rooms: readonly RoomSummary[];
}

/** The messages of a room that are on hand: a stretch without holes. */
export interface Timeline {
  /** In order of sequence. Tombstones stay, so that nothing older can bring a message back. */
  readonly messages: readonly Message[];
  readonly olderExist: boolean;
  /** False while the stretch reaches the newest message: then what arrives is added at its end. */
  readonly newerExist: boolean;
  readonly loading: 'older' | 'newer' | 'around' | null;
  /** Why the last page did not come. */
  readonly pageRefusal: Refusal | null;
}

export interface RoomView {
  readonly status:
    | { readonly kind: 'joining' }
    | { readonly kind: 'live' }
    | { readonly kind: 'repairing' }
    | { readonly kind: 'denied'; readonly refusal: Refusal };
  /** Null until the first snapshot. */
  readonly room: Room | null;
  readonly timeline: Timeline;
}

/** An own message that is not in the timeline yet. */
export interface OutboxEntry {
  readonly clientMessageId: ClientMessageId;
  readonly roomId: RoomId;
  readonly body: string;
  readonly order: number;
  readonly createdAt: Instant;
  /** Whether it may be stored without our knowing. Sending it again never makes a second one. */
  readonly uncertain: boolean;
  readonly state:
    | { readonly kind: 'queued' }
    | { readonly kind: 'sending' }
    /** Sent, and the connection ended before an answer: sent again with the same id once online. */
    | { readonly kind: 'unconfirmed' }
    /** Stored; the room's stream has yet to bring it. It is shown as sent. */
    | { readonly kind: 'confirmed'; readonly messageId: MessageId; readonly seq: Sequence }
    /** Refused for good; with `conflict`, its id belongs to another message. */
    | { readonly kind: 'rejected'; readonly refusal: Refusal }
    /**
     * Not confirmed in time; with `stale_position`, stored and undone by a restore. It is sent
     * again only when a person says so.
     */
    | { readonly kind: 'failed'; readonly refusal: Refusal };
}

/** Somebody else who types in a room. */
export interface Typist {
  readonly userId: UserId;
  /** Where the room was when they began: a message of theirs above it ends it. */
  readonly fence: Sequence;
  /** Steady time at which it is over, if nothing more comes of them. */
  readonly until: MonotonicMs;
}

/** Everything that a view of Hearth shows. Immutable: a new one after each change. */
export interface ClientState {
  readonly connection: Connection;
  readonly me: Person | null;
  readonly account: AccountView | null;
  readonly people: ReadonlyMap<UserId, Person>;
  /**
   * What rooms are to the person, once the server has said. A room that is not here is unread from
   * its beginning.
   */
  readonly readings: ReadonlyMap<RoomId, RoomReading>;
  /** Whether the server has said what was read. */
  readonly knowsReadings: boolean;
  /** Rooms that are open, or were. */
  readonly rooms: ReadonlyMap<RoomId, RoomView>;
  /** Who else types in which room, in the order in which they began. */
  readonly typing: ReadonlyMap<RoomId, readonly Typist[]>;
  /** In order of writing. */
  readonly outbox: readonly OutboxEntry[];
  /**
   * False when the device keeps nothing: closing the page loses what is unsent, and the page says
   * so.
   */
  readonly outboxDurable: boolean;
  readonly drafts: ReadonlyMap<RoomId, string>;
  /** Who is present in the account and in each open room, as far as the server has said. */
  readonly presence: ReadonlyMap<StreamName, PresenceView>;
}
