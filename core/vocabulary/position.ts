/** Place of an event in its stream: 1 for the first, no gaps. 0 stands before the first event. */
export type Sequence = number;

/**
 * Identity of one history of a database: 16 hexadecimal characters, drawn at setup and at restore.
 */
export type Epoch = string;

/** A whole chain digest: 64 hexadecimal characters. */
export type ChainDigest = string;

/** Hexadecimal characters of a chain digest that a position carries. */
export const POSITION_DIGEST_CHARACTERS = 32;

/** The digest before event 1: 32 zero bytes. */
export const DIGEST_BEFORE_FIRST: ChainDigest = '0'.repeat(64);

/**
 * What a client has applied of one stream.
 *
 * A server that compares the digest with the one it stores at `seq` finds out every other history:
 * a restored backup, a foreign database, a client that applied something that never happened.
 */
export interface Position {
  readonly epoch: Epoch;
  readonly seq: Sequence;
  /** First {@link POSITION_DIGEST_CHARACTERS} characters of the chain digest at `seq`. */
  readonly digest: string;
}

/**
 * The newest event of a stream. `seq` 0 and {@link DIGEST_BEFORE_FIRST} for a stream without
 * events.
 */
export interface Head {
  readonly seq: Sequence;
  readonly digest: ChainDigest;
  /** Time of the newest event; the next one's time is never before it. */
  readonly at: number;
}

export const EMPTY_HEAD: Head = { seq: 0, digest: DIGEST_BEFORE_FIRST, at: 0 };

/** The position of a reader who has applied everything up to a chain digest. */
export function positionAt(epoch: Epoch, seq: Sequence, digest: ChainDigest): Position {
  return { epoch, seq, digest: digest.slice(0, POSITION_DIGEST_CHARACTERS) };
}
