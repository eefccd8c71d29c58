import type { Digest } from '../../ports/digest.js';
import { chainDigest, contentHash } from '../vocabulary/digest.js';
import type { EventContent, RunEvent } from '../vocabulary/events.js';
import type { StreamName } from '../vocabulary/ids.js';
import type { ChainDigest, Sequence } from '../vocabulary/position.js';
import type { Instant } from '../vocabulary/time.js';

/** How far a stream has been followed: the event up to which everything linked. */
export interface Link {
  readonly seq: Sequence;
  readonly digest: ChainDigest;
  readonly at: Instant;
}

/** The first place at which a run does not follow from what was before it. */
export interface Break {
  readonly seq: Sequence;
  readonly kind: 'gap' | 'time' | 'digest';
}

/** A digest as it is stored, or as someone else holds it, of one event. */
export type DigestAt = (seq: Sequence) => Promise<ChainDigest | null>;

/**
 * Follows a run of a stream event by event: no gap, no step back in time, and each digest the
 * stored one.
 *
 * Content that is present is hashed, so that its alteration breaks the chain as well.
 * @returns the link after the last event, or the first break.
 */
export async function verifyRun(
  digest: Digest,
  run: { readonly stream: StreamName; readonly after: Link; readonly events: readonly RunEvent[] },
  digestAt: DigestAt,
): Promise<
  { readonly ok: true; readonly link: Link } | { readonly ok: false; readonly break: Break }
> {
  let link = run.after;
  for (const event of run.events) {
    if (event.seq !== link.seq + 1) return broken(link.seq + 1, 'gap');
    if (event.at < link.at) return broken(event.seq, 'time');
    const next = followingDigest(digest, { stream: run.stream, previous: link.digest, event });
    if (next !== (await digestAt(event.seq))) return broken(event.seq, 'digest');
    link = { seq: event.seq, digest: next, at: event.at };
  }
  return { ok: true, link };
}

/** The chain digest of an event as read, from that of the event before it. */
export function followingDigest(
  digest: Digest,
  next: { readonly stream: StreamName; readonly previous: ChainDigest; readonly event: RunEvent },
): ChainDigest {
  const { seq, at, actor, kind, data, content } = next.event;
  const hash = content === undefined ? null : hashOf(digest, content);
  const { stream, previous } = next;
  const link = { previous, stream, seq, at, actor, kind, data, contentHash: hash };
  return chainDigest(digest.sha256, link);
}

function hashOf(digest: Digest, content: EventContent): ChainDigest {
  return 'withheld' in content
    ? content.withheld
    : contentHash(digest.sha256, content.salt, content.body);
}

function broken(seq: Sequence, kind: Break['kind']): { readonly ok: false; readonly break: Break } {
  return { ok: false, break: { seq, kind } };
}
