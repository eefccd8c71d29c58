import type { MessageId, RoomId, UserId } from './ids.js';
import type { Sequence } from './position.js';

/** What a browser is sent to show that a message has come. JSON, encrypted for it alone. */
export interface MessageNotice {
  readonly kind: 'message';
  /** Whom it is for: a browser that somebody else uses now shows nothing of it. */
  readonly userId: UserId;
  readonly roomId: RoomId;
  readonly messageId: MessageId;
  /** Place of the message in its room. */
  readonly seq: Sequence;
  /** Name of the room. */
  readonly title: string;
  /** Who says what, on one line and cut. */
  readonly body: string;
  /** Unread mentions of the person in all their rooms. */
  readonly badge: number;
}

/** What a browser is sent to take a notification away that is of no use any more. */
export interface NoticeWithdrawal {
  readonly kind: 'withdrawal';
  readonly userId: UserId;
  readonly roomId: RoomId;
  /** That of messages up to this place, which were read elsewhere; 0 for none. */
  readonly upTo: Sequence;
  /** That of this message, which was deleted; null for none. */
  readonly messageId: MessageId | null;
  readonly badge: number;
}

export type Notice = MessageNotice | NoticeWithdrawal;
