import { chainDigest, contentHash, type Sha256 } from '../vocabulary/digest.js';
import { readEvent, type RunEvent } from '../vocabulary/events.js';
import type { RunFrame } from '../vocabulary/frames.js';
import type { StreamName } from '../vocabulary/ids.js';
import { POSITION_DIGEST_CHARACTERS, type ChainDigest } from '../vocabulary/position.js';
import type { VerifiedEvent } from './replica.js';
import type { Applied } from './state.js';

/** What a run brings to someone at a position. */
export type Verdict =
  /** The new events of it, each linked to the one before. Empty where all are known already. */
  | { readonly kind: 'continues'; readonly events: readonly VerifiedEvent[] }
  /** It ends before the position: nothing of it is new, and nothing in it can be compared. */
  | { readonly kind: 'past' }
  /** Events between the position and the run are missing. */
  | { readonly kind: 'gap' }
  /** The run does not hold what it says. */
  | { readonly kind: 'broken' }
  /** It goes on from another place than the position, or is not what the server has stored. */
  | { readonly kind: 'other' };

/**
 * Checks a run against a position: event n follows only n - 1.
 *
 * Each new event's chain digest is computed from what came, content included. The run says the last
 * of them: where another one is reached, the position or the run is not of the server's log.
 */
export function verifyRun(sha256: Sha256, applied: Applied, run: RunFrame): Verdict {
  if (!isWhole(run)) return { kind: 'broken' };
  if (run.from > applied.seq + 1) return { kind: 'gap' };
  if (run.to < applied.seq) return { kind: 'past' };
  const events: VerifiedEvent[] = [];
  let place = applied;
  for (const event of run.events.slice(place.seq + 1 - run.from)) {
    const digest = nextDigest(sha256, { stream: run.stream, previous: place.digest }, event);
    place = { epoch: applied.epoch, seq: event.seq, digest };
    events.push({ known: readEvent(event), seq: event.seq, applied: place });
  }
  const reached = place.digest.slice(0, POSITION_DIGEST_CHARACTERS);
  return reached === run.digest ? { kind: 'continues', events } : { kind: 'other' };
}

function isWhole({ from, to, events }: RunFrame): boolean {
  const isDense = events.every((event, index) => event.seq === from + index);
  return from >= 1 && events.length === to - from + 1 && isDense;
}

function nextDigest(
  sha256: Sha256,
  link: { readonly stream: StreamName; readonly previous: ChainDigest },
  event: RunEvent,
): ChainDigest {
  const { seq, at, actor, kind, data } = event;
  return chainDigest(sha256, {
    ...link,
    seq,
    at,
    actor,
    kind,
    data,
    contentHash: hashOfContent(sha256, event),
  });
}

function hashOfContent(sha256: Sha256, { content }: RunEvent): ChainDigest | null {
  if (content === undefined) return null;
  return 'withheld' in content ? content.withheld : contentHash(sha256, content.salt, content.body);
}
