import type {
  MessageId,
  RoomId,
  SessionId,
  SubscriptionId,
  UserId,
} from '../../core/vocabulary/ids.js';
import {
  SUBSCRIPTIONS_PER_PERSON_MAX,
  SUBSCRIPTIONS_PER_SESSION_MAX,
} from '../../core/vocabulary/limits.js';
import type { Sequence } from '../../core/vocabulary/position.js';
import type {
  JobClaim,
  NewJob,
  NewNotice,
  PushKeys,
  TellingWrites,
} from '../../ports/store-telling.js';
import type { StatementResult } from './connection.js';
import type { Query } from './query.js';
import * as jobs from './queries/jobs.js';
import * as log from './queries/log.js';
import * as telling from './queries/telling.js';
import { SqliteSnapshot } from './snapshot.js';
import { PUSH_KEY_FACTS } from './telling-reads.js';

/** Jobs that one unit gives up, so that no unit pays for a long past. */
const BURIED_AT_ONCE_MAX = 256;

/** What a unit changes of jobs, subscriptions and notices. */
export class SqliteTellingTx extends SqliteSnapshot implements TellingWrites {
  async enqueueJob({ kind, cause, payload }: NewJob): Promise<void> {
    await this.scope.run(jobs.insertJob, { kind, cause, payload });
  }

  claimJob(claim: JobClaim): Promise<boolean> {
    return this.#changes(jobs.claimJob, claim);
  }

  settleJob(claim: JobClaim): Promise<boolean> {
    return this.#changes(jobs.deleteJob, claim);
  }

  advanceJob({ id, fence }: JobClaim, payload: string): Promise<boolean> {
    return this.#changes(jobs.advanceJob, { id, fence, payload });
  }

  releaseJob({ id, fence }: JobClaim, waitMs: number): Promise<boolean> {
    return this.#changes(jobs.releaseJob, { id, fence, waitMs });
  }

  buryJob({ id, fence }: JobClaim, failure: string): Promise<boolean> {
    return this.#changes(jobs.buryJob, { id, fence, failure });
  }

  async buryOldestJobs(kept: number, failure: string): Promise<number> {
    const { waiting } = await this.countJobs(kept + BURIED_AT_ONCE_MAX);
    if (waiting <= kept) return 0;
    return (await this.scope.run(jobs.buryOldestJobs, { limit: waiting - kept, failure })).changes;
  }

  async forgetDeadJobs(kept: number): Promise<void> {
    await this.scope.run(jobs.deleteOldestDeadJobs, { kept });
  }

  async insertSubscription(
    subscription: Parameters<TellingWrites['insertSubscription']>[0],
  ): Promise<SubscriptionId> {
    const { userId, endpoint } = subscription;
    const sessionId: SessionId | 0 = subscription.sessionId ?? 0;
    await this.scope.run(telling.deleteEndpoint, { endpoint });
    const stored = { ...subscription, sessionId };
    const { insertId } = await this.scope.run(telling.insertSubscription, stored);
    const ofSession = { userId, sessionId, kept: SUBSCRIPTIONS_PER_SESSION_MAX };
    await this.scope.run(telling.deleteOldestOfSession, ofSession);
    const ofPerson = { userId, kept: SUBSCRIPTIONS_PER_PERSON_MAX };
    await this.scope.run(telling.deleteOldestOfPerson, ofPerson);
    return insertId as SubscriptionId;
  }

  deleteSubscription(userId: UserId, endpoint: string): Promise<boolean> {
    return this.#changes(telling.deleteEndpointOf, { userId, endpoint });
  }

  async forgetSubscription(id: SubscriptionId): Promise<void> {
    await this.scope.run(telling.deleteSubscription, { id });
  }

  async setPushKeys({ publicKey, privateKey }: PushKeys): Promise<void> {
    await this.scope.run(log.insertFact, { name: PUSH_KEY_FACTS.publicKey, value: publicKey });
    await this.scope.run(log.insertFact, { name: PUSH_KEY_FACTS.privateKey, value: privateKey });
  }

  insertNotice(notice: NewNotice): Promise<boolean> {
    return this.#changes(telling.insertNotice, notice);
  }

  closeNotices(userId: UserId, roomId: RoomId, upTo: Sequence): Promise<boolean> {
    return this.#changes(telling.closeNotices, { userId, roomId, upTo });
  }

  async hasOpenNotices(messageId: MessageId): Promise<boolean> {
    return (await this.toldOf(messageId, null, 1)).length > 0;
  }

  /** Whether a statement has found what it was to change. */
  async #changes<Parameters>(
    statement: Query<Parameters, unknown>,
    parameters: Parameters,
  ): Promise<boolean> {
    const { changes }: StatementResult = await this.scope.run(statement, parameters);
    return changes > 0;
  }
}
