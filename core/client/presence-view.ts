import type { PresenceFrame } from '../vocabulary/frames.js';
import type { StreamName, UserId } from '../vocabulary/ids.js';
import type { Activity, PresenceCounts } from '../vocabulary/presence.js';
import type { MonotonicMs } from '../vocabulary/time.js';

/** Who is present in a stream, as it was told last. */
export interface PresenceView {
  /** False where it is not known, or was told too long ago: what is shown may be over. */
  readonly certain: boolean;
  readonly counts: PresenceCounts;
  /** Who is present; null where they are too many to name. Whoever is not here is absent. */
  readonly people: ReadonlyMap<UserId, Activity> | null;
}

/** What of presence no view shows. */
export interface PresenceLink {
  /** What was said to the server; null: nothing, or goodbye. */
  readonly activity: Activity | null;
  /** The ping whose answer ends the doubt after a sleep; null while there is none. */
  readonly doubtedTo: number | null;
  /** Until when each stream's is certain, and what of it was told over which channel. */
  readonly until: ReadonlyMap<StreamName, ToldOver>;
}

/** What was told last of one stream over a channel. */
interface ToldOver {
  readonly at: MonotonicMs;
  readonly channel: number;
  readonly version: PresenceVersion;
}

/** Null: nothing is certain, or something on the way to it was lost. */
export type PresenceVersion = number | null;

/** A view, and which version of the stream's presence it is. */
export interface VersionedView {
  readonly view: PresenceView;
  readonly version: PresenceVersion;
}

export const NO_PRESENCE: PresenceLink = { activity: null, doubtedTo: null, until: new Map() };

const NOBODY: PresenceView = { certain: false, counts: { active: 0, away: 0 }, people: new Map() };

/**
 * What is known once a frame came. What was known stays in view while nothing is certain, and so it
 * does where changes go on from another version than the one that is known.
 */
export function presenceAfter(known: VersionedView | null, frame: PresenceFrame): VersionedView {
  const { scope, counts, version } = frame;
  const certain = frame.certainMs > 0;
  switch (scope) {
    case 'uncertain':
      return uncertain(known);
    case 'summary':
      return { version, view: { certain, counts, people: null } };
    case 'whole':
      return { version, view: { certain, counts, people: withChanges(new Map(), frame) } };
    case 'changes': {
      if (known?.version == null || known.version + 1 < version) return uncertain(known);
      // It has come before: what it says is known, or is known to be over.
      if (known.version + 1 > version) return known;
      const people = withChanges(new Map(known.view.people), frame);
      return { version, view: { certain, counts, people } };
    }
  }
}

function uncertain(known: VersionedView | null): VersionedView {
  return { version: null, view: { ...(known?.view ?? NOBODY), certain: false } };
}

function withChanges(
  people: Map<UserId, Activity>,
  { present }: PresenceFrame,
): ReadonlyMap<UserId, Activity> {
  for (const [userId, state] of present) {
    if (state === 'active' || state === 'away') people.set(userId, state);
    else people.delete(userId);
  }
  return people;
}
