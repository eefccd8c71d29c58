import type { RunEvent } from '../vocabulary/events.js';
import type { StreamName } from '../vocabulary/ids.js';
import type { Person } from '../vocabulary/people.js';
import type { ChainDigest, Sequence } from '../vocabulary/position.js';
import type { Snapshot } from '../../ports/store.js';
import { namedIn } from './run-frames.js';

/** Consecutive events with the people whom they name, as of one snapshot. */
export interface LogRead {
  readonly events: readonly RunEvent[];
  /** Chain digest of each of them, in their order. */
  readonly digests: readonly ChainDigest[];
  readonly people: readonly Person[];
  /** Head of the stream at the read; with `more`, the last event that was read. */
  readonly asOf: Sequence;
  /** The gap is larger than a replay may be. */
  readonly more: boolean;
}

/** Reads what follows a sequence, as far as a replay may reach. */
export async function readLog(
  snapshot: Snapshot,
  { stream, after }: { readonly stream: StreamName; readonly after: Sequence },
  limits: { readonly replayEventsMax: number; readonly replayBytesMax: number },
): Promise<LogRead> {
  const run = await snapshot.eventsAfter(stream, after, {
    events: limits.replayEventsMax,
    bytes: limits.replayBytesMax,
  });
  const { events, digests, more } = run;
  const last = events.at(-1);
  const asOf = last?.seq ?? (await snapshot.head(stream)).seq;
  const people = await peopleOf(snapshot, namedIn(events));
  return { events, digests, people, asOf, more };
}

async function peopleOf(
  snapshot: Snapshot,
  ids: ReturnType<typeof namedIn>,
): Promise<readonly Person[]> {
  return ids.length === 0 ? [] : snapshot.people(ids);
}
