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
  /** Until when each stream's is certain, and over which channel that was told. */
  readonly until: ReadonlyMap<StreamName, { readonly at: MonotonicMs; readonly channel: number }>;
}

export const NO_PRESENCE: PresenceLink = { activity: null, until: new Map() };

const NOBODY: PresenceView = { certain: false, counts: { active: 0, away: 0 }, people: new Map() };

/** What is known once a frame came. What was known stays in view while nothing is certain. */
export function presenceAfter(known: PresenceView | null, frame: PresenceFrame): PresenceView {
  const before = known ?? NOBODY;
  const { scope, counts } = frame;
  const certain = frame.certainMs > 0;
  switch (scope) {
    case 'uncertain':
      return { ...before, certain: false };
    case 'summary':
      return { certain, counts, people: null };
    case 'whole':
      return { certain, counts, people: withChanges(new Map(), frame) };
    case 'changes':
      return { certain, counts, people: withChanges(new Map(before.people), frame) };
  }
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
