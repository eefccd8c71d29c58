import type {
  JobId,
  MessageId,
  RoomId,
  SessionId,
  SubscriptionId,
  UserId,
} from '../core/vocabulary/ids.js';
import type { Sequence } from '../core/vocabulary/position.js';
import type { PushSubscription } from '../core/vocabulary/push-subscription.js';
import type { Involvement, ReadPosition } from '../core/vocabulary/reading.js';
import type { Instant } from '../core/vocabulary/time.js';

/** Work that is called for. */
export interface NewJob {
  readonly kind: string;
  /** What calls for it: for one cause at most one job of a kind waits. */
  readonly cause: string;
  /** JSON text. It never holds content: what is said is read when the job runs. */
  readonly payload: string;
}

/** Work that waits. */
export interface JobRecord extends NewJob {
  readonly id: JobId;
  /** How often it was claimed. The claim that it names last is the only one that counts. */
  readonly fence: number;
  /** Whether that claim stands: it was neither settled nor let go of. */
  readonly isHeld: boolean;
  /** How long after it was let go of it is due again; 0 for one that nobody has claimed. */
  readonly waitMs: number;
}

/** One claim of a job. */
export type JobClaim = Pick<JobRecord, 'id' | 'fence'>;

/** A job that was given up. */
export interface DeadJob extends NewJob {
  readonly id: JobId;
  readonly fence: number;
  /** Why, in a word or a code. */
  readonly failure: string;
}

export interface JobCounts {
  readonly waiting: number;
  readonly dead: number;
}

/** A browser that can be told something, and whose it is. */
export interface SubscriptionRecord extends PushSubscription {
  readonly id: SubscriptionId;
  readonly userId: UserId;
  /** Null where sessions are the embedder's own. */
  readonly sessionId: SessionId | null;
}

/** What decides whether one person is told of one message. */
export interface Candidate {
  readonly userId: UserId;
  readonly involvement: Involvement;
  readonly read: ReadPosition;
  readonly isMentioned: boolean;
  /** Whether they were told of this message before, ever. */
  readonly isTold: boolean;
}

/** That a person was told of a message. It is kept for as long as the message. */
export interface NewNotice {
  readonly messageId: MessageId;
  readonly userId: UserId;
  readonly roomId: RoomId;
  /** Place of the message. */
  readonly seq: Sequence;
}

/** The server's pair of keys for push services, in base64url. */
export interface PushKeys {
  readonly publicKey: string;
  /** A secret. */
  readonly privateKey: string;
}

/** What a snapshot knows of jobs, of subscriptions and of whom it has told what. */
export interface TellingReads {
  /** Jobs of some kinds that wait: those claimed least often first, then the oldest. */
  waitingJobs(kinds: readonly string[], limit: number): Promise<readonly JobRecord[]>;
  /** Whether a claim is the newest of its job and stands. */
  isHeld(claim: JobClaim): Promise<boolean>;
  /** @param atMost - neither is counted further. */
  countJobs(atMost: number): Promise<JobCounts>;
  /** Jobs that were given up, the newest first. */
  deadJobs(limit: number): Promise<readonly DeadJob[]>;

  subscription(id: SubscriptionId): Promise<SubscriptionRecord | null>;
  /** The browsers of a person, oldest first: at most SUBSCRIPTIONS_PER_PERSON_MAX. */
  subscriptionsOf(userId: UserId): Promise<readonly SubscriptionRecord[]>;
  /** Null before the first start that pushes. */
  pushKeys(): Promise<PushKeys | null>;

  /**
   * Members of a message's room who have a subscription, want everything of the room or are
   * mentioned, in order of id after one of them. Whatever else decides is for the caller.
   */
  candidates(
    messageId: MessageId,
    after: UserId | null,
    limit: number,
  ): Promise<readonly Candidate[]>;
  /** The same of one person, whether or not they would be found; null for no member. */
  candidate(messageId: MessageId, userId: UserId): Promise<Candidate | null>;
  /** People who were told of a message and have not seen it, in order of id after one of them. */
  toldOf(messageId: MessageId, after: UserId | null, limit: number): Promise<readonly UserId[]>;
}

/** What a unit can change of jobs, subscriptions and notices. */
export interface TellingWrites {
  /** Calls for work, with the unit that is its cause. Where the same waits already, nothing. */
  enqueueJob(job: NewJob): Promise<void>;
  /** @returns whether the claim before was still the newest: then the job is claimed anew. */
  claimJob(claim: JobClaim): Promise<boolean>;
  /** The work is done. @returns false where the claim counts no more: then nothing changes. */
  settleJob(claim: JobClaim): Promise<boolean>;
  /** Keeps how far the work has come. @returns as {@link settleJob}. */
  advanceJob(claim: JobClaim, payload: string): Promise<boolean>;
  /** Lets go of the job for a while. @returns as {@link settleJob}. */
  releaseJob(claim: JobClaim, waitMs: number): Promise<boolean>;
  /** Gives the job up. @returns as {@link settleJob}. */
  buryJob(claim: JobClaim, failure: string): Promise<boolean>;
  /** Gives up the oldest jobs that nobody holds, beyond so many that wait. @returns how many. */
  buryOldestJobs(kept: number, failure: string): Promise<number>;
  /** Forgets the oldest of those that were given up, beyond so many. */
  forgetDeadJobs(kept: number): Promise<void>;

  /**
   * Makes a browser the session's, whosever it was: an endpoint is in one place at most. Beyond
   * SUBSCRIPTIONS_PER_SESSION_MAX and SUBSCRIPTIONS_PER_PERSON_MAX the oldest are forgotten.
   */
  insertSubscription(
    subscription: Omit<SubscriptionRecord, 'id'> & { readonly createdAt: Instant },
  ): Promise<SubscriptionId>;
  /** Forgets a browser of a person. @returns whether it was theirs. */
  deleteSubscription(userId: UserId, endpoint: string): Promise<boolean>;
  /** Forgets a subscription that is no more. */
  forgetSubscription(id: SubscriptionId): Promise<void>;
  /** The first pair that is set stays. */
  setPushKeys(keys: PushKeys): Promise<void>;

  /** Notes that a person is told of a message. @returns false where they were before. */
  insertNotice(notice: NewNotice): Promise<boolean>;
  /** What was told of a room up to a place is seen. @returns whether any of it was not. */
  closeNotices(userId: UserId, roomId: RoomId, upTo: Sequence): Promise<boolean>;
  /** Whether anybody was told of a message and has not seen it. */
  hasOpenNotices(messageId: MessageId): Promise<boolean>;
}
