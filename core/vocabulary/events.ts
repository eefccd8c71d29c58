import type { ClientMessageId, MessageId, RoomId, StreamName, UserId } from './ids.js';
import type { ChainDigest, Sequence } from './position.js';
import type { Involvement, Latest, ReadPosition } from './reading.js';
import type { RoomKind } from './rooms.js';
import type { Instant } from './time.js';

/** Who receives the events of a kind. A taint test walks this table. */
export type Audience = 'room' | 'everyone' | 'administrators' | 'one person';

interface EventKindRule {
  readonly audience: Audience;
  /**
   * Whether the event refers to content, kept once with the message's revision and never in the
   * event.
   */
  readonly content: boolean;
  /** Whether a client that does not know the kind may pass over it without its view being wrong. */
  readonly ignorable: boolean;
}

/** Every kind of durable event. The one table of kinds, audiences and compatibility. */
export const EVENT_KINDS = {
  'account.created': { audience: 'everyone', content: false, ignorable: false },
  'person.joined': { audience: 'everyone', content: false, ignorable: true },
  'room.opened': { audience: 'everyone', content: false, ignorable: false },
  'room.relisted': { audience: 'everyone', content: false, ignorable: false },
  'room.created': { audience: 'room', content: false, ignorable: false },
  'room.renamed': { audience: 'room', content: false, ignorable: false },
  'message.posted': { audience: 'room', content: true, ignorable: false },
  'message.edited': { audience: 'room', content: true, ignorable: false },
  'message.deleted': { audience: 'room', content: false, ignorable: false },
  'room.read': { audience: 'one person', content: false, ignorable: false },
  'room.markedUnread': { audience: 'one person', content: false, ignorable: false },
  'room.involved': { audience: 'one person', content: false, ignorable: false },
  'person.mentioned': { audience: 'one person', content: false, ignorable: false },
  'mention.withdrawn': { audience: 'one person', content: false, ignorable: false },
} as const satisfies Record<string, EventKindRule>;

export type EventKind = keyof typeof EVENT_KINDS;

/**
 * A place in another stream that a receiver of both must have reached before it applies the event.
 */
export interface Requirement {
  readonly stream: StreamName;
  readonly seq: Sequence;
}

/** What each kind carries. Data of an event is the JSON text of this, kept byte for byte. */
export interface EventData {
  'account.created': { readonly name: string };
  'person.joined': { readonly userId: UserId };
  'room.opened': {
    readonly roomId: RoomId;
    readonly name: string;
    readonly kind: RoomKind;
    readonly requires: Requirement;
  };
  'room.relisted': {
    readonly roomId: RoomId;
    readonly name: string;
    readonly requires: Requirement;
  };
  'room.created': { readonly roomId: RoomId; readonly name: string; readonly kind: RoomKind };
  'room.renamed': { readonly name: string };
  'message.posted': {
    readonly messageId: MessageId;
    readonly revision: 1;
    readonly clientMessageId: ClientMessageId | null;
  };
  'message.edited': { readonly messageId: MessageId; readonly revision: number };
  /** `latest` is what is newest once it is gone; absent where neither of the two has changed. */
  'message.deleted': { readonly messageId: MessageId; readonly latest?: Latest };
  'room.read': { readonly roomId: RoomId; readonly read: ReadPosition };
  /** `mentions` are those above the position, as in {@link RoomReading}. */
  'room.markedUnread': {
    readonly roomId: RoomId;
    readonly read: ReadPosition;
    readonly mentions: readonly Sequence[];
  };
  'room.involved': { readonly roomId: RoomId; readonly involvement: Involvement };
  'person.mentioned': Mention;
  'mention.withdrawn': Mention;
}

/** A message that mentions a person, told to that person. */
export interface Mention {
  readonly roomId: RoomId;
  /** Place of the message in the room. */
  readonly seq: Sequence;
  /** The event of the room that made or ended the mention. */
  readonly requires: Requirement;
}

/**
 * Content of an event as of one read: the text and its salt, or only its hash where a later event
 * has superseded or deleted it. SHA-256 of {@link contentBytes} of the former is the latter.
 */
export type EventContent =
  | { readonly body: string; /** 32 hexadecimal characters. */ readonly salt: string }
  | { readonly withheld: ChainDigest };

/** One event of a run, as read from the log. It does not name its stream: the run does. */
export interface RunEvent {
  readonly seq: Sequence;
  readonly at: Instant;
  /** Null where the server itself acted. */
  readonly actor: UserId | null;
  /** An {@link EventKind}, or one of a newer version. */
  readonly kind: string;
  /** The stored JSON text, byte for byte: the digest covers it. */
  readonly data: string;
  /** Present exactly on kinds that refer to content. */
  readonly content?: EventContent;
}

/** An event whose kind this version knows, with its data read. */
export type KnownEvent = {
  readonly [Kind in EventKind]: Omit<RunEvent, 'kind' | 'data'> & {
    readonly kind: Kind;
    readonly data: EventData[Kind];
  };
}[EventKind];

/** Whether this version knows a kind. */
export function isEventKind(kind: string): kind is EventKind {
  return Object.hasOwn(EVENT_KINDS, kind);
}

/**
 * Reads the data of an event; null where the kind is of a newer version. The wire has checked the
 * shape.
 */
export function readEvent(event: RunEvent): KnownEvent | null {
  if (!isEventKind(event.kind)) return null;
  return { ...event, data: JSON.parse(event.data) as unknown } as KnownEvent;
}
