import type { RoomId, SessionId } from './ids.js';
import type { Person } from './people.js';
import { SECOND_MS } from './time.js';

/** What somebody who is present does. */
export const ACTIVITIES = ['active', 'away'] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** How somebody came to be absent: found out (`disconnected`), or said (`left`). */
export const ABSENCES = ['disconnected', 'left'] as const;
export type Absence = (typeof ABSENCES)[number];

export type PresenceState = Activity | Absence;

/** How many people are present. Always exact, however many they are. */
export interface PresenceCounts {
  readonly active: number;
  readonly away: number;
}

/** More people present than this are told as counts, without names. */
export const PRESENCE_LISTED_MAX = 100;
/** Who came and who went in one frame: all who were listed, and all who are. */
export const PRESENT_PER_FRAME_MAX = 2 * PRESENCE_LISTED_MAX;

/** What changed within this time is told together. */
export const PRESENCE_TICK_MS = 200;
/** After a goodbye: who opens the next page by then never left. */
export const GOODBYE_GRACE_MS = 300;
/** After a connection closed without one: a page that is loaded again is back by then. */
export const CLOSED_GRACE_MS = 1_300;
/** A connection of which nothing was heard for this long holds nobody present. */
export const LEASE_MS = 25 * SECOND_MS;
/** What was told is certain for this long; each pong renews it. */
export const PRESENCE_CERTAIN_MS = 25 * SECOND_MS;

/** How often a process says that it lives, while it holds anybody present. */
export const NODE_BEAT_MS = SECOND_MS;
/** Whoever a silent process held is disconnected after this. */
export const NODE_SILENT_MS = 8 * SECOND_MS;
/** A process that has just started knows nothing for certain until then. */
export const SETTLING_MS = 10 * SECOND_MS;
/** Whoever was handed over and has not come back by then is disconnected. */
export const HANDOVER_MS = 10 * SECOND_MS;

/** Names one start of one process. */
export type NodeId = string;

/** One connection that holds a person present. */
export interface Claim {
  readonly person: Person;
  /** Null where sessions are the embedder's own. */
  readonly sessionId: SessionId | null;
  readonly state: Activity;
  /** Rooms that it follows in full. */
  readonly rooms: readonly RoomId[];
}

/** A claim, by its number within its process. */
export type NumberedClaim = readonly [number, Claim];
/** The end of a claim. */
export type EndedClaim = readonly [number, Absence];

/**
 * What a process says of its claims. Versions count its changes from 1, so whoever missed one
 * finds out with the next word and asks for the whole.
 */
export type NodeWord =
  | { readonly type: 'beat'; readonly version: number }
  | {
      readonly type: 'changes';
      readonly version: number;
      readonly claims: readonly NumberedClaim[];
      readonly ended: readonly EndedClaim[];
    }
  | { readonly type: 'whole'; readonly version: number; readonly claims: readonly NumberedClaim[] }
  /** Wants the whole of one process, or of every one. */
  | { readonly type: 'ask'; readonly of: NodeId | null }
  /** It is about to stop, and its claims are kept for those who take them over. */
  | { readonly type: 'handedOver' };
