import type { Clock } from '../../ports/clock.js';
import type { Push, PushResult } from '../../ports/push.js';
import type { SubscriptionRecord } from '../../ports/store-telling.js';
import type { Snapshot, Store, Tx } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';
import type { ClaimedJob, JobKind, JobResult } from '../jobs/job.js';
import { JOB_STARTS_WITHIN_MS } from '../jobs/limits.js';
import { isLiving } from '../sessions/check-caller.js';
import type { Message } from '../vocabulary/messages.js';
import type { MessageNotice, Notice } from '../vocabulary/notices.js';
import type { UserId } from '../vocabulary/ids.js';
import type { Instant } from '../vocabulary/time.js';
import { callForWithdrawalPush, type PushWork } from './calls.js';
import { whyUntold } from './decide.js';
import { PUSHES_AT_ONCE_MAX } from './limits.js';
import type { Presence, Whereabouts } from './presence.js';
import { noticeBody, pushMessageOf } from './words.js';

interface PushingPorts {
  readonly store: Pick<Store, 'read' | 'write'>;
  readonly clock: Clock;
  readonly push: Push;
  readonly presence: Presence;
  readonly telemetry: Telemetry;
}

type MessageWork = Extract<PushWork, { readonly what: 'message' }>;

interface Saying {
  readonly subscription: SubscriptionRecord;
  readonly notice: Notice;
}

/**
 * Tells one browser. What it is told is read right before, as are all reasons not to: a message
 * that was deleted or read meanwhile, a person who left the room or came back, a browser that is
 * somebody else's by now.
 */
export class Pushing implements JobKind {
  readonly atOnceMax = PUSHES_AT_ONCE_MAX;
  readonly #ports: PushingPorts;

  constructor(ports: PushingPorts) {
    this.#ports = ports;
  }

  async run(job: ClaimedJob): Promise<JobResult> {
    const { store, clock, presence, push, telemetry } = this.#ports;
    const work = JSON.parse(job.payload) as PushWork;
    const whereabouts = presence.of(work.userId);
    const at = clock.now();
    const saying = await store.read((snapshot) => say(snapshot, job, { work, whereabouts, at }));
    if (saying === 'lost') return { kind: 'lost' };
    // An earlier try may have come to the browser: what is of no use now is taken back.
    if (saying === null) return job.fence > 1 ? this.#end(job, work) : { kind: 'done' };
    // Whoever stood still in between has read what may be so no more.
    if (clock.monotonic() - job.claimedAt > JOB_STARTS_WITHIN_MS)
      return { kind: 'later', waitMs: 0 };
    telemetry.count('pushes_total');
    const result = await push.deliver(saying.subscription, pushMessageOf(saying.notice));
    telemetry.count(`pushes_${result.kind}_total`);
    if (result.kind === 'gone') return this.#forget(job, saying.subscription);
    return result.kind === 'accepted' ? this.#end(job, work) : endOf(result);
  }

  /** What became of no use while it was on its way is taken back, in the unit that ends the job. */
  async #end(job: ClaimedJob, work: PushWork): Promise<JobResult> {
    const isOurs = await this.#ports.store.write(
      async (tx) => {
        if (!(await tx.settleJob(job))) return false;
        if (work.what === 'message') await takeBack(tx, work);
        return true;
      },
      { afterUnknownCommit: 'rerun' },
    );
    return { kind: isOurs ? 'settled' : 'lost' };
  }

  async #forget(job: ClaimedJob, { id }: SubscriptionRecord): Promise<JobResult> {
    const isOurs = await this.#ports.store.write(
      async (tx) => {
        if (!(await tx.settleJob(job))) return false;
        await tx.forgetSubscription(id);
        return true;
      },
      { afterUnknownCommit: 'rerun' },
    );
    return { kind: isOurs ? 'settled' : 'lost' };
  }
}

async function takeBack(tx: Tx, work: MessageWork): Promise<void> {
  const { messageId, userId } = work;
  const message = (await tx.message(messageId))?.message;
  const candidate = await tx.candidate(messageId, userId);
  const browser = await tx.subscription(work.subscriptionId);
  if (message === undefined || browser === null || browser.userId !== userId) return;
  const isRead = candidate === null || candidate.read.seq >= message.seq;
  if (!isRead && message.state === 'live') return;
  const what = { roomId: message.roomId, upTo: 0, messageId };
  await callForWithdrawalPush(tx, `late:${messageId}`, { browser, what });
}

function endOf(result: Extract<PushResult, { readonly kind: 'rejected' }>): JobResult {
  const { reason } = result;
  if (!result.retryable) return { kind: 'dead', reason };
  return { kind: 'failed', reason, retryAfterMs: result.retryAfterMs };
}

/** @returns null where there is nothing to say to this browser any more. */
async function say(
  snapshot: Snapshot,
  job: ClaimedJob,
  asked: { readonly work: PushWork; readonly whereabouts: Whereabouts; readonly at: Instant },
): Promise<Saying | null | 'lost'> {
  const { work, whereabouts, at } = asked;
  if (!(await snapshot.isHeld(job))) return 'lost';
  const subscription = await snapshot.subscription(work.subscriptionId);
  if (subscription?.userId !== work.userId) return null;
  if (!(await isSignedIn(snapshot, subscription, at))) return null;
  if (work.what === 'message') {
    const notice = await noticeOf(snapshot, work, whereabouts);
    return notice === null ? null : { subscription, notice };
  }
  const { userId, roomId, upTo, messageId } = work;
  const badge = await badgeOf(snapshot, userId);
  const notice = { kind: 'withdrawal', userId, roomId, upTo, messageId, badge } as const;
  return { subscription, notice };
}

async function isSignedIn(
  snapshot: Snapshot,
  { sessionId, userId }: SubscriptionRecord,
  at: Instant,
): Promise<boolean> {
  if (sessionId === null) return true;
  const session = await snapshot.session(sessionId);
  return session?.userId === userId && isLiving(session, at);
}

async function noticeOf(
  snapshot: Snapshot,
  { userId, messageId }: MessageWork,
  whereabouts: Whereabouts,
): Promise<MessageNotice | null> {
  const message: Message | undefined = (await snapshot.message(messageId))?.message;
  const found = await snapshot.candidate(messageId, userId);
  if (message === undefined || found === null || message.state === 'deleted') return null;
  // They are told of it by this very job.
  const candidate = { ...found, isTold: false };
  if (whyUntold({ message, candidate, whereabouts }) !== null) return null;
  const { roomId, seq } = message;
  const room = await snapshot.room(roomId);
  const author = await snapshot.person(message.authorId);
  if (room === null || author === null) return null;
  const body = noticeBody(author.name, message.body);
  const badge = await badgeOf(snapshot, userId);
  return { kind: 'message', userId, roomId, messageId, seq, title: room.name, body, badge };
}

/** Unread mentions in the rooms that the person sees. */
async function badgeOf(snapshot: Snapshot, userId: UserId): Promise<number> {
  const rooms = await snapshot.readingsOf(userId);
  const visible = rooms.filter(({ involvement }) => involvement !== 'invisible');
  return visible.reduce((sum, { mentions }) => sum + mentions.length, 0);
}
