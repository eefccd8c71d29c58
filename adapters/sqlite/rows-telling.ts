import type { JobId, SessionId, SubscriptionId, UserId } from '../../core/vocabulary/ids.js';
import type { Sequence } from '../../core/vocabulary/position.js';
import type { Involvement } from '../../core/vocabulary/reading.js';
import type { Candidate, JobRecord, SubscriptionRecord } from '../../ports/store-telling.js';
import { positionOf } from './rows.js';

interface JobRow {
  readonly id: JobId;
  readonly kind: string;
  readonly cause: string;
  readonly payload: string;
  readonly fence: number;
  readonly is_held: 0 | 1;
  readonly wait_ms: number;
}

interface SubscriptionRow {
  readonly id: SubscriptionId;
  readonly user_id: UserId;
  readonly session_id: SessionId | 0;
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

interface CandidateRow {
  readonly user_id: UserId;
  readonly involvement: Involvement;
  readonly read_generation: number;
  readonly read_seq: Sequence;
  readonly is_mentioned: 0 | 1;
  readonly is_told: 0 | 1;
}

export function jobOf(row: JobRow): JobRecord {
  const { id, kind, cause, payload, fence, is_held: isHeld, wait_ms: waitMs } = row;
  return { id, kind, cause, payload, fence, isHeld: isHeld === 1, waitMs };
}

export function subscriptionOf(row: SubscriptionRow): SubscriptionRecord {
  const { id, user_id: userId, session_id: sessionId, endpoint, p256dh, auth } = row;
  return { id, userId, sessionId: sessionId === 0 ? null : sessionId, endpoint, p256dh, auth };
}

export function candidateOf(row: CandidateRow): Candidate {
  return {
    userId: row.user_id,
    involvement: row.involvement,
    read: positionOf(row),
    isMentioned: row.is_mentioned === 1,
    isTold: row.is_told === 1,
  };
}
