declare const brand: unique symbol;
/** A value that only its parser makes. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };

/** A person's id: a positive integer, never reused, kept by an import. */
export type UserId = Brand<number, 'UserId'>;
/** A room's id: a positive integer, never reused, kept by an import. */
export type RoomId = Brand<number, 'RoomId'>;
/** A message's id: a positive integer, never reused, kept by an import. */
export type MessageId = Brand<number, 'MessageId'>;
/** A session's id: a positive integer. It is not a secret; the session's token is. */
export type SessionId = Brand<number, 'SessionId'>;
/** A job's id: a positive integer, never reused. */
export type JobId = Brand<number, 'JobId'>;
/** A stored subscription's id: a positive integer, never reused: who subscribes gets a new one. */
export type SubscriptionId = Brand<number, 'SubscriptionId'>;
/** Chosen by the sending client; with the author it names one message for ever. */
export type ClientMessageId = Brand<string, 'ClientMessageId'>;
/** Chosen by the caller of a command other than `post`; with the author it names one execution. */
export type CommandKey = Brand<string, 'CommandKey'>;

/** The unit of order. Each stream has a gapless sequence of its own. */
export type StreamName = `room:${number}` | `user:${number}` | 'account' | 'admin';

/** Characters of a {@link ClientMessageId} or {@link CommandKey}: 1 to 64 of `A-Z a-z 0-9 _ -`. */
export const CLIENT_KEY_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** The stream that orders what happens in one room. */
export function roomStream(id: RoomId): StreamName {
  return `room:${id}`;
}

export function userStream(id: UserId): StreamName {
  return `user:${id}`;
}

/** The person whose stream it is, or null for streams of another sort. */
export function userOfStream(stream: StreamName): UserId | null {
  return stream.startsWith('user:') ? (Number(stream.slice(5)) as UserId) : null;
}

/** The room that a stream orders, or null for streams of another sort. */
export function roomOfStream(stream: StreamName): RoomId | null {
  return stream.startsWith('room:') ? (Number(stream.slice(5)) as RoomId) : null;
}

/**
 * Whether a text is the name of a stream: the shapes of {@link StreamName} with ids from 1 to 2^53
 * - 1.
 */
export function isStreamName(text: string): text is StreamName {
  if (text === 'account' || text === 'admin') return true;
  const id = /^(?:room|user):([1-9][0-9]{0,15})$/.exec(text)?.[1];
  return id !== undefined && Number.isSafeInteger(Number(id));
}
