import type { Store, Tx } from '../../ports/store.js';
import type { ClaimedJob, JobKind, JobResult } from '../jobs/job.js';
import type { SessionId, UserId } from '../vocabulary/ids.js';
import type { NoticeWithdrawal } from '../vocabulary/notices.js';
import { callForWithdrawalPush, type WithdrawWork } from './calls.js';
import { PEOPLE_AT_ONCE_MAX, TELLING_AT_ONCE_MAX } from './limits.js';

/** What is taken away from each browser. */
type What = Pick<NoticeWithdrawal, 'roomId' | 'upTo' | 'messageId'>;

interface Target {
  readonly userId: UserId;
  /** A session that need not be told. */
  readonly except: SessionId | null;
}

/**
 * Takes away what was told and is of no use any more: calls for one push to each browser that may
 * show it.
 */
export class Withdrawing implements JobKind {
  readonly atOnceMax = TELLING_AT_ONCE_MAX;
  readonly #store: Pick<Store, 'read' | 'write'>;

  constructor(store: Pick<Store, 'read' | 'write'>) {
    this.#store = store;
  }

  async run(job: ClaimedJob): Promise<JobResult> {
    let work = JSON.parse(job.payload) as WithdrawWork;
    for (;;) {
      const now = work;
      const next = await this.#store.write((tx) => withdraw(tx, job, now), {
        afterUnknownCommit: 'rerun',
      });
      if (next === 'lost') return { kind: 'lost' };
      if (next === 'over') return { kind: 'settled' };
      work = next;
    }
  }
}

/** @returns what is left, for a message of which very many were told. */
async function withdraw(
  tx: Tx,
  job: ClaimedJob,
  work: WithdrawWork,
): Promise<WithdrawWork | 'over' | 'lost'> {
  if (work.what === 'read') {
    if (!(await tx.settleJob(job))) return 'lost';
    const { userId, roomId, upTo, by: except } = work;
    const what: What = { roomId, upTo, messageId: null };
    await callAll(tx, job, { target: { userId, except }, what });
    return 'over';
  }
  const { roomId, messageId } = work;
  const people = await tx.toldOf(messageId, work.after, PEOPLE_AT_ONCE_MAX);
  const isLast = people.length < PEOPLE_AT_ONCE_MAX;
  const rest: WithdrawWork = { ...work, after: people.at(-1) ?? null };
  const isOurs = await (isLast ? tx.settleJob(job) : tx.advanceJob(job, JSON.stringify(rest)));
  if (!isOurs) return 'lost';
  const what: What = { roomId, upTo: 0, messageId };
  for (const userId of people) await callAll(tx, job, { target: { userId, except: null }, what });
  return isLast ? 'over' : rest;
}

async function callAll(
  tx: Tx,
  { cause }: ClaimedJob,
  { target, what }: { readonly target: Target; readonly what: What },
): Promise<void> {
  const { userId, except } = target;
  for (const browser of await tx.subscriptionsOf(userId)) {
    if (except !== null && browser.sessionId === except) continue;
    await callForWithdrawalPush(tx, cause, { browser, what });
  }
}
