import { hex, unhex } from './hex.js';
import type { StreamName, UserId } from './ids.js';
import type { ChainDigest, Sequence } from './position.js';
import type { Instant } from './time.js';
import { utf8 } from './utf8.js';

/** SHA-256, synchronously. Both halves are given one through the port Digest. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** What the chain digest of an event covers. */
export interface ChainLink {
  readonly previous: ChainDigest;
  readonly stream: StreamName;
  readonly seq: Sequence;
  readonly at: Instant;
  readonly actor: UserId | null;
  readonly kind: string;
  readonly data: string;
  /** Hash of the content that the event refers to; null on kinds without content. */
  readonly contentHash: ChainDigest | null;
}

/**
 * The bytes that a chain digest is made of.
 *
 * Eight fields, each preceded by its length as four bytes, most significant first: the previous
 * digest (32 bytes), the stream, sequence and time in decimal, the actor in decimal or nothing, the
 * kind, the data as stored, the content hash (32 bytes) or nothing. fixtures/digests.golden.json
 * holds examples.
 */
export function chainBytes(link: ChainLink): Uint8Array {
  return lengthPrefixed([
    unhex(link.previous),
    utf8(link.stream),
    utf8(String(link.seq)),
    utf8(String(link.at)),
    utf8(link.actor === null ? '' : String(link.actor)),
    utf8(link.kind),
    utf8(link.data),
    link.contentHash === null ? new Uint8Array(0) : unhex(link.contentHash),
  ]);
}

/**
 * The bytes that a content hash is made of: the salt's 16 bytes and the body, each with its length
 * before it.
 */
export function contentBytes(salt: string, body: string): Uint8Array {
  return lengthPrefixed([unhex(salt), utf8(body)]);
}

export function chainDigest(sha256: Sha256, link: ChainLink): ChainDigest {
  return hex(sha256(chainBytes(link)));
}

export function contentHash(sha256: Sha256, salt: string, body: string): ChainDigest {
  return hex(sha256(contentBytes(salt, body)));
}

function lengthPrefixed(fields: readonly Uint8Array[]): Uint8Array {
  const length = fields.reduce((sum, field) => sum + 4 + field.length, 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const field of fields) {
    at = writeLength(bytes, at, field.length);
    bytes.set(field, at);
    at += field.length;
  }
  return bytes;
}

// By hand: `set` of a list of four takes longer than everything else of a field.
function writeLength(bytes: Uint8Array, at: number, length: number): number {
  bytes[at] = length >>> 24;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
  return at + 4;
}
