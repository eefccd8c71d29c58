import type { Digest } from '../../ports/digest.js';
import type { Snapshot, Tx } from '../../ports/store.js';
import { assert } from '../vocabulary/assert.js';
import { chainDigest } from '../vocabulary/digest.js';
import {
  EVENT_KINDS,
  type Audience,
  type EventData,
  type EventKind,
} from '../vocabulary/events.js';
import type { MessageId, StreamName, UserId } from '../vocabulary/ids.js';
import type { ChainDigest, Sequence } from '../vocabulary/position.js';
import type { Instant } from '../vocabulary/time.js';

/** Where content lives that an event refers to, and its salted hash. */
export interface ContentReference {
  readonly messageId: MessageId;
  readonly revision: number;
  readonly hash: ChainDigest;
}

/** An event before it has a place in its stream. */
export interface Draft<Kind extends EventKind> {
  readonly stream: StreamName;
  /** Time of the unit. The event's own time is never before that of the event before it. */
  readonly at: Instant;
  /** Null where the server itself acts. */
  readonly actor: UserId | null;
  readonly kind: Kind;
  /** Written as JSON in the order in which its keys were set: the digest covers that text. */
  readonly data: EventData[Kind];
  /** Given exactly for kinds that refer to content. */
  readonly content: (typeof EVENT_KINDS)[Kind]['content'] extends true ? ContentReference : null;
}

/** Sequence and time that the next event of a stream gets. */
export interface Place {
  readonly seq: Sequence;
  readonly at: Instant;
}

/** The place of the next event of a stream, for rows that must name it before it is appended. */
export async function nextPlace(
  snapshot: Snapshot,
  stream: StreamName,
  at: Instant,
): Promise<Place> {
  const head = await snapshot.head(stream);
  return { seq: head.seq + 1, at: Math.max(at, head.at) };
}

/**
 * Appends an event to its stream, linked by its digest to the event before it.
 *
 * @returns its place, which is what {@link nextPlace} said.
 * @throws an assertion for a kind in a stream of another audience, or content where the kind has
 * none.
 */
export async function appendEvent<Kind extends EventKind>(
  tx: Tx,
  digest: Digest,
  event: Draft<Kind>,
): Promise<Place> {
  const { stream, actor, kind, content } = event;
  const rule = EVENT_KINDS[kind];
  assert(audienceOf(stream) === rule.audience, `${kind} does not belong in ${stream}`);
  assert((content !== null) === rule.content, `${kind} has content exactly if its kind says so`);
  const head = await tx.head(stream);
  const place: Place = { seq: head.seq + 1, at: Math.max(event.at, head.at) };
  const data = JSON.stringify(event.data);
  const link = { previous: head.digest, stream, ...place, actor, kind, data };
  const contentHash = content === null ? null : content.hash;
  const chained = chainDigest(digest.sha256, { ...link, contentHash });
  await tx.append({ stream, ...place, actor, kind, data, digest: chained, content });
  return place;
}

function audienceOf(stream: StreamName): Audience {
  if (stream === 'account') return 'everyone';
  if (stream === 'admin') return 'administrators';
  return stream.startsWith('room:') ? 'room' : 'one person';
}
