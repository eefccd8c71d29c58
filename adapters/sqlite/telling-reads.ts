import type { MessageId, SubscriptionId, UserId } from '../../core/vocabulary/ids.js';
import type {
  Candidate,
  DeadJob,
  JobClaim,
  JobCounts,
  JobRecord,
  PushKeys,
  SubscriptionRecord,
  TellingReads,
} from '../../ports/store-telling.js';
import * as jobs from './queries/jobs.js';
import * as log from './queries/log.js';
import * as telling from './queries/telling.js';
import { candidateOf, jobOf, subscriptionOf } from './rows-telling.js';
import type { Scope } from './scope.js';

/** Names of the facts that hold the keys for push services. */
export const PUSH_KEY_FACTS = { publicKey: 'push_public_key', privateKey: 'push_private_key' };

/** Jobs, subscriptions and notices, as one snapshot has them. */
export class SqliteTellingReads implements TellingReads {
  protected readonly scope: Scope;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  async waitingJobs(kinds: readonly string[], limit: number): Promise<readonly JobRecord[]> {
    const asked = { kinds: JSON.stringify(kinds), limit };
    return (await this.scope.all(jobs.selectWaitingJobs, asked)).map(jobOf);
  }

  async isHeld(claim: JobClaim): Promise<boolean> {
    return (await this.scope.one(jobs.selectHeldJob, claim)) !== null;
  }

  async countJobs(atMost: number): Promise<JobCounts> {
    const row = await this.scope.one(jobs.countJobs, { atMost });
    return row ?? this.scope.fail(new Error('assertion failed: counting gives a number'));
  }

  async deadJobs(limit: number): Promise<readonly DeadJob[]> {
    const rows = await this.scope.all(jobs.selectDeadJobs, { limit });
    return rows.map((row) => ({ ...row, failure: row.failure ?? '' }));
  }

  async subscription(id: SubscriptionId): Promise<SubscriptionRecord | null> {
    const row = await this.scope.one(telling.selectSubscription, { id });
    return row === null ? null : subscriptionOf(row);
  }

  async subscriptionsOf(userId: UserId): Promise<readonly SubscriptionRecord[]> {
    const rows = await this.scope.all(telling.selectSubscriptionsOf, { userId });
    return rows.map(subscriptionOf);
  }

  async pushKeys(): Promise<PushKeys | null> {
    const publicKey = await this.#fact(PUSH_KEY_FACTS.publicKey);
    const privateKey = await this.#fact(PUSH_KEY_FACTS.privateKey);
    return publicKey === null || privateKey === null ? null : { publicKey, privateKey };
  }

  async candidates(
    messageId: MessageId,
    after: UserId | null,
    limit: number,
  ): Promise<readonly Candidate[]> {
    const asked = { messageId, after: after ?? 0, limit };
    return (await this.scope.all(telling.selectCandidates, asked)).map(candidateOf);
  }

  async candidate(messageId: MessageId, userId: UserId): Promise<Candidate | null> {
    const row = await this.scope.one(telling.selectCandidate, { messageId, userId });
    return row === null ? null : candidateOf(row);
  }

  async toldOf(
    messageId: MessageId,
    after: UserId | null,
    limit: number,
  ): Promise<readonly UserId[]> {
    const asked = { messageId, after: after ?? 0, limit };
    return (await this.scope.all(telling.selectTold, asked)).map((row) => row.user_id);
  }

  async #fact(name: string): Promise<string | null> {
    return (await this.scope.one(log.selectFact, { name }))?.value ?? null;
  }
}
