import type { MessageNotice, Notice, NoticeWithdrawal } from '../../../core/vocabulary/notices.js';

/** What stands with a notification, for when it is pressed or taken away. */
export type ShownNotice = Pick<MessageNotice, 'roomId' | 'messageId' | 'seq'>;

/** A notification that the browser shows. */
interface Shown {
  readonly data: unknown;
  close(): void;
}

/** An open page of this origin. */
interface Page {
  readonly focused: boolean;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}

/** What of the worker's surroundings its reactions need. */
export interface Surroundings {
  show(title: string, options: NoticeOptions): Promise<void>;
  /** Notifications of one tag. */
  shown(tag: string): Promise<readonly Shown[]>;
  pages(): Promise<readonly Page[]>;
  openPage(path: string): Promise<unknown>;
  setBadge(count: number): Promise<void>;
  /** Who uses this browser now; null for nobody. */
  person(): Promise<number | null>;
}

export interface NoticeOptions {
  readonly body: string;
  readonly tag: string;
  readonly renotify: boolean;
  readonly icon: string;
  readonly data: ShownNotice;
}

/** What a page is told when a notification was pressed. */
export interface OpenRequest {
  readonly kind: 'open';
  readonly path: string;
}

const ICON = '/apple-touch-icon.png';

/** One notification of a room at a time: a newer one replaces it. */
function tagOf(roomId: number): string {
  return `room-${roomId}`;
}

/**
 * Shows a message that was sent to this browser, or takes it away. What is for somebody who does
 * not use the browser any more is dropped.
 */
export async function onPush(around: Surroundings, text: string): Promise<void> {
  const notice = noticeIn(text);
  if (notice === null || (await around.person()) !== notice.userId) return;
  if (notice.kind === 'message') await showMessage(around, notice);
  else await takeAway(around, notice);
  await around.setBadge(notice.badge);
}

/** Leads to the message: in a page that is open, else in a new one. */
export async function onPressed(around: Surroundings, data: unknown): Promise<void> {
  const { roomId, messageId } = data as ShownNotice;
  const path = `/rooms/${roomId}/@${messageId}`;
  const pages = await around.pages();
  const page =
    pages.find(({ focused }) => focused) ??
    pages.find(({ visibilityState }) => visibilityState === 'visible') ??
    pages[0];
  if (page === undefined) {
    await around.openPage(path);
    return;
  }
  page.postMessage({ kind: 'open', path } satisfies OpenRequest);
  await page.focus();
}

async function showMessage(around: Surroundings, notice: MessageNotice): Promise<void> {
  const { roomId, messageId, seq, title, body } = notice;
  const tag = tagOf(roomId);
  const before = (await around.shown(tag)).map((one) => one.data as ShownNotice);
  // What comes late says nothing that a newer one has not replaced.
  if (before.some((one) => one.seq > seq)) return;
  const isNew = before.every((one) => one.seq !== seq);
  const data = { roomId, messageId, seq };
  await around.show(title, { body, tag, renotify: isNew, icon: ICON, data });
}

async function takeAway(around: Surroundings, withdrawal: NoticeWithdrawal): Promise<void> {
  for (const shown of await around.shown(tagOf(withdrawal.roomId))) {
    const { seq, messageId } = shown.data as ShownNotice;
    if (seq <= withdrawal.upTo || messageId === withdrawal.messageId) shown.close();
  }
}

/** Null for what this version does not know. */
function noticeIn(text: string): Notice | null {
  try {
    const notice = JSON.parse(text) as Notice | null;
    return notice?.kind === 'message' || notice?.kind === 'withdrawal' ? notice : null;
  } catch {
    return null;
  }
}
