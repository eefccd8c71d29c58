import type { Digest } from '../../ports/digest.js';
import type { Snapshot, Store } from '../../ports/store.js';
import { verifyRun, type Break, type Link } from '../streams/log.js';
import { assertNever } from '../vocabulary/assert.js';
import type { RunEvent } from '../vocabulary/events.js';
import type { StreamName } from '../vocabulary/ids.js';
import { EMPTY_HEAD, type Sequence } from '../vocabulary/position.js';
import type { Findings, FindingCode } from './finding.js';

/** Read at once: enough to be quick, and little to hold. */
const EVENTS_AT_ONCE = 500;
const BYTES_AT_ONCE = 1024 * 1024;

/** Consecutive events of a stream, examined within the snapshot that they were read in. */
export interface Stretch {
  readonly stream: StreamName;
  readonly after: Sequence;
  readonly events: readonly RunEvent[];
  /** Whether the stream's head, as of the snapshot, is the last of them. */
  readonly isLast: boolean;
}

/** What a stream's events are compared with, stretch by stretch and in order. */
export interface StretchCheck {
  check(snapshot: Snapshot, stretch: Stretch): Promise<void>;
}

interface Audit {
  readonly store: Store;
  readonly digest: Digest;
  readonly findings: Findings;
}

/** Follows a stream from its first event to its head: chain and times here, rows by `rows`. */
export async function auditStream(
  audit: Audit,
  stream: StreamName,
  rows: StretchCheck,
): Promise<void> {
  let link: Link | null = EMPTY_HEAD;
  while (link !== null && !audit.findings.isFull) {
    const after: Link = link;
    link = await audit.store.read((snapshot) =>
      nextStretch(audit, snapshot, { stream, after, rows }),
    );
  }
}

async function nextStretch(
  audit: Audit,
  snapshot: Snapshot,
  at: { readonly stream: StreamName; readonly after: Link; readonly rows: StretchCheck },
): Promise<Link | null> {
  const { stream, after, rows } = at;
  const limits = { events: EVENTS_AT_ONCE, bytes: BYTES_AT_ONCE };
  const { events, more } = await snapshot.eventsAfter(stream, after.seq, limits);
  const link = await followed(audit, snapshot, { stream, after, events });
  await rows.check(snapshot, { stream, after: after.seq, events, isLast: !more });
  if (more && events.length > 0) return link;
  const head = await snapshot.head(stream);
  if (head.seq !== link.seq) report(audit.findings, stream, { seq: link.seq + 1, kind: 'gap' });
  return null;
}

/**
 * Follows a run to its end, going on from the stored digest after a break: one change is one
 * finding.
 */
async function followed(
  audit: Audit,
  snapshot: Snapshot,
  run: { readonly stream: StreamName; readonly after: Link; readonly events: readonly RunEvent[] },
): Promise<Link> {
  const { stream } = run;
  let { after, events } = run;
  for (;;) {
    const verified = await verifyRun(audit.digest, { stream, after, events }, (seq) =>
      snapshot.digestAt(stream, seq),
    );
    if (verified.ok) return verified.link;
    report(audit.findings, stream, verified.break);
    const rest = events.findIndex((event) => event.seq >= verified.break.seq);
    const event = events[rest];
    if (event === undefined) return after;
    const digest = (await snapshot.digestAt(stream, event.seq)) ?? after.digest;
    after = { seq: event.seq, digest, at: event.at };
    events = events.slice(rest + 1);
  }
}

function report(findings: Findings, stream: StreamName, { seq, kind }: Break): void {
  const [code, problem] = explained(kind);
  findings.add(code, `${stream} event ${seq}`, problem);
}

function explained(kind: Break['kind']): readonly [FindingCode, string] {
  switch (kind) {
    case 'gap':
      return ['sequence_gap', 'The sequence has a gap here.'];
    case 'time':
      return ['time_reversed', 'The event is older than the one before it.'];
    case 'digest':
      return [
        'digest_mismatch',
        'The digest does not follow from the event and the one before it.',
      ];
    default:
      return assertNever(kind);
  }
}
