import type { RoomId, SessionId, UserId } from '../core/vocabulary/ids.js';
import type { Activity, NodeId } from '../core/vocabulary/presence.js';
import type { Instant } from '../core/vocabulary/time.js';

/** Hand-overs that are kept; one more forgets the oldest. */
export const HANDOVERS_MAX = 8;

/** A connection that held a person present when its process stopped. */
export interface HandedClaim {
  /** Names it across processes. */
  readonly key: string;
  readonly userId: UserId;
  /** Null where sessions are the embedder's own. */
  readonly sessionId: SessionId | null;
  readonly state: Activity;
  readonly rooms: readonly RoomId[];
}

/** Whom a process that stops leaves to its successor. */
export interface Handover {
  readonly node: NodeId;
  /** Wall clock of the process that stopped. */
  readonly at: Instant;
  readonly claims: readonly HandedClaim[];
}

/** The part of a snapshot that the next process reads. */
export interface HandoverReads {
  /** What processes that stopped have left, newest first. */
  handovers(): Promise<readonly Handover[]>;
}

/** The part of a unit of work by which a process leaves something to the next. */
export interface HandoverWrites {
  /** Leaves a hand-over, in the place of one of the same process; HANDOVERS_MAX are kept. */
  putHandover(handover: Handover): Promise<void>;
  clearHandovers(): Promise<void>;
}
