import { assert } from '../vocabulary/assert.js';
import { EVENT_KINDS, readEvent } from '../vocabulary/events.js';
import type { RunEvent } from '../vocabulary/events.js';
import type { RunFrame } from '../vocabulary/frames.js';
import type { MessageId, StreamName, UserId } from '../vocabulary/ids.js';
import type { Person } from '../vocabulary/people.js';
import { POSITION_DIGEST_CHARACTERS } from '../vocabulary/position.js';
import type { ChainDigest, Sequence } from '../vocabulary/position.js';

/** What an edit or a deletion makes obsolete: content of a message that was read before it. */
export interface Superseding {
  readonly messageId: MessageId;
  readonly seq: Sequence;
}

/** People whom some events name, ascending and once each. */
export function namedIn(events: readonly RunEvent[]): readonly UserId[] {
  const ids = new Set<UserId>();
  for (const event of events) {
    if (event.actor !== null) ids.add(event.actor);
    const known = readEvent(event);
    if (known?.kind === 'person.joined') ids.add(known.data.userId);
  }
  return [...ids].sort((a, b) => a - b);
}

/** The edits and deletions among some events. */
export function supersedingIn(events: readonly RunEvent[]): readonly Superseding[] {
  return events.flatMap((event) => {
    if (event.kind !== 'message.edited' && event.kind !== 'message.deleted') return [];
    const known = readEvent(event);
    const isChange = known?.kind === 'message.edited' || known?.kind === 'message.deleted';
    return isChange ? [{ messageId: known.data.messageId, seq: event.seq }] : [];
  });
}

/** Messages whose content is part of some events. */
export function messagesIn(events: readonly RunEvent[]): readonly MessageId[] {
  return events.flatMap((event) => {
    if (event.content === undefined || !('body' in event.content)) return [];
    const known = readEvent(event);
    const hasContent = known !== null && EVENT_KINDS[known.kind].content;
    return hasContent && 'messageId' in known.data ? [known.data.messageId] : [];
  });
}

/** Cuts events into frames of at most some bytes of data and content; one event is never cut. */
export function runFrames(
  stream: StreamName,
  read: {
    readonly events: readonly RunEvent[];
    readonly digests: readonly ChainDigest[];
    readonly people: readonly Person[];
  },
  bytesMax: number,
): readonly RunFrame[] {
  const frames: RunFrame[] = [];
  let sent = 0;
  for (const events of pieces(read.events, bytesMax)) {
    sent += events.length;
    frames.push(runFrame({ stream, events, digest: read.digests[sent - 1] }, read.people));
  }
  return frames;
}

function runFrame(
  piece: {
    readonly stream: StreamName;
    readonly events: readonly RunEvent[];
    /** Of the last of them. */
    readonly digest: ChainDigest | undefined;
  },
  people: readonly Person[],
): RunFrame {
  const { stream, events, digest } = piece;
  assert(digest !== undefined, 'each event that was read has a digest');
  const named = new Set(namedIn(events));
  return {
    type: 'run',
    stream,
    from: events[0]?.seq ?? 0,
    to: events.at(-1)?.seq ?? 0,
    events,
    people: people.filter((person) => named.has(person.id)),
    digest: digest.slice(0, POSITION_DIGEST_CHARACTERS),
  };
}

function pieces(events: readonly RunEvent[], bytesMax: number): readonly (readonly RunEvent[])[] {
  const cut: RunEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = sizeOf(event);
    const piece = cut.at(-1);
    if (piece !== undefined && bytes + size <= bytesMax) {
      piece.push(event);
      bytes += size;
    } else {
      cut.push([event]);
      bytes = size;
    }
  }
  return cut;
}

/** Characters stand for bytes: a piece is a matter of pace, not a limit of anything. */
function sizeOf(event: RunEvent): number {
  const content = event.content !== undefined && 'body' in event.content ? event.content.body : '';
  return event.data.length + content.length;
}
