import { ERRORS, type ErrorCode } from '../../../core/vocabulary/errors.js';
import type { ClientMessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { Messages } from './messages.js';
import type { HandedPost, Way } from './way.js';

/** An unsent message as a page shows it. */
export interface ShownEntry {
  readonly clientMessageId: ClientMessageId;
  readonly roomId: RoomId;
  readonly body: string;
  readonly order: number;
  readonly createdAt: number;
  readonly uncertain: boolean;
  readonly state: {
    readonly kind: 'queued' | 'sending' | 'unconfirmed' | 'confirmed' | 'rejected' | 'failed';
    readonly messageId?: number;
    readonly seq?: number;
    readonly refusal?: { readonly code: ErrorCode };
  };
}

/** Connected time after which a message that is not confirmed waits for a person. */
const UNCONFIRMED_MS = 120_000;
/** From a post to when it is said again. Times of pages count in fractions of a millisecond. */
const ANSWER_MS = 15_000 - 1;

/** What is wrong with an unsent message as it is shown; null where nothing is. */
export function wrongEntry(parts: {
  readonly way: Way;
  readonly userId: UserId | null;
  readonly messages: Messages;
  readonly entry: ShownEntry;
  /** As it was shown before; null where it was not. */
  readonly before: ShownEntry | null;
  readonly nowMs: number;
}): string | null {
  const { way, messages, entry, before, nowMs } = parts;
  const post = way.posts.get(entry.clientMessageId) ?? null;
  if (before !== null) {
    const wrong = wrongChange(entry, before, post);
    if (wrong !== null) return wrong;
  }
  const { kind, refusal } = entry.state;
  const isSame = before?.state.kind === kind;
  switch (kind) {
    case 'queued':
      return post === null || isToldToWait(post) ? null : 'it is queued, and was sent';
    case 'sending':
      return isUnderWay(way, post) ? null : 'it says that it is being sent, and is not';
    case 'unconfirmed':
      if (before?.state.kind === 'confirmed') {
        return messages.wasRestored ? null : 'it is doubted, and was said to be stored';
      }
      if (post === null) return before === null || isSame ? null : 'it was never sent';
      return isUnderWay(way, post) && nowMs - post.atMs < ANSWER_MS
        ? 'it is on its way, and said to be unconfirmed'
        : null;
    case 'confirmed': {
      // Whoever was told of what a restore has undone has yet to find out.
      const isKnown = isStored(parts) || wasStored(parts);
      return isKnown ? null : 'it is said to be stored, and is not stored there';
    }
    case 'rejected':
      if (before === null || isSame || refusal?.code === 'conflict') return null;
      return refusal?.code === codeOf(post) ? null : `it was not rejected: ${String(codeOf(post))}`;
    case 'failed':
      if (before === null || isSame || post === null) return null;
      if (before.state.kind === 'confirmed') {
        const isUndone = wasStored(parts) && !isStored({ ...parts, entry: before });
        return isUndone ? null : 'it is given back to its author, and is stored';
      }
      return nowMs - post.firstMs >= UNCONFIRMED_MS - 1 ? null : 'it is given up too early';
  }
}

/** Whether a message is stored in the place that its page names. */
function isStored({ messages, userId, entry }: Parameters<typeof wrongEntry>[0]): boolean {
  const stored = userId === null ? null : messages.byKey(userId, entry.clientMessageId);
  return stored?.id === entry.state.messageId && stored?.seq === entry.state.seq;
}

/** Whether it was stored before a restore. */
function wasStored({ messages, userId, entry }: Parameters<typeof wrongEntry>[0]): boolean {
  return userId !== null && messages.wasStored(userId, entry.clientMessageId);
}

/** Whether two entries of an outbox stand in the wrong order. */
export function isOutOfOrder(entries: readonly ShownEntry[]): boolean {
  return entries.some((entry, at) => entry.order < (entries[at - 1]?.order ?? -Infinity));
}

function wrongChange(
  entry: ShownEntry,
  before: ShownEntry,
  post: HandedPost | null,
): string | null {
  const { roomId, order, createdAt, body } = before;
  if (entry.roomId !== roomId || entry.createdAt !== createdAt || entry.order !== order) {
    return 'it has another place or time than before';
  }
  if (entry.body !== body && (post !== null || before.state.kind !== 'queued')) {
    return 'its text has changed after it was sent';
  }
  const mustDoubt = post !== null && (post.isLost || codeOf(post) === 'unavailable');
  if (mustDoubt && !entry.uncertain && entry.state.kind !== 'confirmed') {
    return 'it may be stored, and is said not to be';
  }
  if (post === null && entry.uncertain && !before.uncertain) return 'it was never sent';
  return null;
}

function isUnderWay({ stage }: Way, post: HandedPost | null): boolean {
  return stage === 'online' && post !== null && !post.isLost && post.answer === null;
}

/** Whether the last word about a post was to wait, or its connection is gone. */
function isToldToWait(post: HandedPost): boolean {
  const code = codeOf(post);
  return code !== null && (ERRORS[code].retryable || code === 'unauthenticated');
}

function codeOf(post: HandedPost | null): ErrorCode | null {
  return post?.answer?.ok === false ? post.answer.refusal.code : null;
}
