import type { NewJob, SubscriptionRecord } from '../../ports/store-telling.js';
import type { Tx } from '../../ports/store.js';
import type { MessageId, RoomId, SessionId, SubscriptionId, UserId } from '../vocabulary/ids.js';
import type { NoticeWithdrawal } from '../vocabulary/notices.js';
import type { Sequence } from '../vocabulary/position.js';
import type { ReadPosition } from '../vocabulary/reading.js';

/** Services whose browsers take a subscription away that brings something and shows nothing. */
const NEVER_SILENT = /^https:\/\/(?:[a-z0-9-]+\.)*push\.apple\.com\//;

/** Whom to tell of a message, those up to `after` being decided about. */
export interface TellWork {
  readonly messageId: MessageId;
  readonly after: UserId | null;
  /** Of those who were here at the first look, who is not any more. */
  readonly isSecondLook: boolean;
  /** Whether there is anybody who was here. */
  readonly anyHere: boolean;
}

/** What a job says. One that an earlier version called for says less. */
export function tellWorkIn(payload: string): TellWork {
  const said = JSON.parse(payload) as Pick<TellWork, 'messageId' | 'after'> & Partial<TellWork>;
  return { isSecondLook: false, anyHere: false, ...said };
}

/** What was read of a room: the other browsers need not say it any more. */
interface ReadWork {
  readonly what: 'read';
  readonly userId: UserId;
  readonly roomId: RoomId;
  readonly upTo: Sequence;
  /** The session that has read it: its browser knows. */
  readonly by: SessionId | null;
}

/** What was deleted: no browser says it any more. */
interface DeletedWork {
  readonly what: 'deleted';
  readonly roomId: RoomId;
  readonly messageId: MessageId;
  readonly after: UserId | null;
}

export type WithdrawWork = ReadWork | DeletedWork;

/** One browser to be told of a message, or that one is of no use any more. */
export type PushWork = {
  readonly subscriptionId: SubscriptionId;
  /** Whose browser it was when this was decided. */
  readonly userId: UserId;
} & (
  | { readonly what: 'message'; readonly messageId: MessageId }
  | {
      readonly what: 'withdrawal';
      readonly roomId: RoomId;
      readonly upTo: Sequence;
      readonly messageId: MessageId | null;
    }
);

/** Calls for one decision about whom to tell of a message: part of the unit that stores it. */
export function callForTelling(tx: Tx, messageId: MessageId): Promise<void> {
  const work = { messageId, after: null, isSecondLook: false, anyHere: false };
  return tx.enqueueJob(jobOf('tell', `message:${messageId}`, work));
}

/** What was told of a room is seen: calls for taking it away elsewhere, if there was any. */
export async function callForReadWithdrawal(
  tx: Tx,
  {
    userId,
    roomId,
    read,
    by,
  }: {
    readonly userId: UserId;
    readonly roomId: RoomId;
    readonly read: ReadPosition;
    readonly by: SessionId | null;
  },
): Promise<void> {
  if (!(await tx.closeNotices(userId, roomId, read.seq))) return;
  const cause = `read:${userId}:${roomId}:${read.generation}.${read.seq}`;
  const work: WithdrawWork = { what: 'read', userId, roomId, upTo: read.seq, by };
  await tx.enqueueJob(jobOf('withdraw', cause, work));
}

/** A message is gone: calls for taking away what was told of it, if anybody was. */
export async function callForDeletionWithdrawal(
  tx: Tx,
  message: { readonly messageId: MessageId; readonly roomId: RoomId },
): Promise<void> {
  const { messageId, roomId } = message;
  if (!(await tx.hasOpenNotices(messageId))) return;
  const work: WithdrawWork = { what: 'deleted', roomId, messageId, after: null };
  await tx.enqueueJob(jobOf('withdraw', `deleted:${messageId}`, work));
}

/** Calls for telling one browser, once for each cause. */
export function callForPush(tx: Tx, cause: string, work: PushWork): Promise<void> {
  return tx.enqueueJob(jobOf('push', `${cause}:${work.subscriptionId}`, work));
}

/** Calls for taking something away from one browser, where that can be done. */
export async function callForWithdrawalPush(
  tx: Tx,
  cause: string,
  {
    browser,
    what,
  }: {
    readonly browser: Pick<SubscriptionRecord, 'id' | 'userId' | 'endpoint'>;
    readonly what: Pick<NoticeWithdrawal, 'roomId' | 'upTo' | 'messageId'>;
  },
): Promise<void> {
  const { id: subscriptionId, userId, endpoint } = browser;
  if (NEVER_SILENT.test(endpoint)) return;
  await callForPush(tx, cause, { what: 'withdrawal', subscriptionId, userId, ...what });
}

function jobOf(kind: string, cause: string, work: TellWork | WithdrawWork | PushWork): NewJob {
  return { kind, cause, payload: JSON.stringify(work) };
}
