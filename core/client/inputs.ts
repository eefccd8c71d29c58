import type { StoredEntry, Draft } from '../../ports/local-store.js';
import type { CloseReason } from '../../ports/transport.js';
import type { Refusal } from '../vocabulary/errors.js';
import type { ServerFrame } from '../vocabulary/frames.js';
import type { ClientMessageId, CommandKey, MessageId, RoomId, UserId } from '../vocabulary/ids.js';
import type { MessagePage } from '../vocabulary/messages.js';
import type { Person } from '../vocabulary/people.js';
import type { Sequence } from '../vocabulary/position.js';
import type { Activity } from '../vocabulary/presence.js';
import type { Involvement } from '../vocabulary/reading.js';
import type { Instant, MonotonicMs } from '../vocabulary/time.js';

/** Time and chance as they were when an input came. */
export interface Moment {
  readonly mono: MonotonicMs;
  readonly now: Instant;
  /** From 0 up to but not including 1, drawn anew for each input. */
  readonly fraction: number;
}

/** A page and the people who wrote what is in it: the answer of GET /rooms/ID/messages. */
export interface PageAnswer {
  readonly page: MessagePage;
  readonly people: readonly Person[];
}

/** What happened on the connection. */
export type ChannelInput =
  | { readonly type: 'opened'; readonly channel: number }
  | { readonly type: 'frame'; readonly channel: number; readonly frame: ServerFrame }
  | { readonly type: 'unreadable'; readonly channel: number; readonly reason: string }
  | { readonly type: 'closed'; readonly channel: number; readonly reason: CloseReason };

/**
 * Whether an entry may be sent: `taken` where another tab has it, `lost` where the device has
 * nothing of it any more.
 */
export type Claim = 'granted' | 'taken' | 'lost';

/** What the device answered. Each names whose data it was asked for. */
export type DeviceInput =
  | {
      readonly type: 'loaded';
      readonly userId: UserId;
      readonly entries: readonly StoredEntry[];
      readonly drafts: readonly Draft[];
    }
  | {
      readonly type: 'adopted';
      readonly userId: UserId;
      readonly entries: readonly StoredEntry[];
    }
  | { readonly type: 'kept'; readonly userId: UserId; readonly id: ClientMessageId }
  | {
      readonly type: 'claimed';
      readonly userId: UserId;
      readonly id: ClientMessageId;
      readonly claim: Claim;
    }
  | {
      readonly type: 'notStored';
      readonly userId: UserId;
      readonly task: 'load' | 'adopt' | 'keep' | 'mark' | 'claim' | 'settle' | 'draft';
      /** The entry that it was about; null where it was about none. */
      readonly id: ClientMessageId | null;
      readonly refusal: Refusal;
    };

export type PageInput =
  | {
      readonly type: 'page';
      readonly roomId: RoomId;
      readonly ticket: number;
      readonly answer: PageAnswer;
    }
  | {
      readonly type: 'pageFailed';
      readonly roomId: RoomId;
      readonly ticket: number;
      readonly refusal: Refusal;
    };

/** What the person did, or the page for them. */
export type Act =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'reconnectNow' }
  | { readonly type: 'openRoom'; readonly roomId: RoomId }
  | { readonly type: 'closeRoom'; readonly roomId: RoomId }
  | { readonly type: 'loadOlder'; readonly roomId: RoomId }
  | { readonly type: 'loadNewer'; readonly roomId: RoomId }
  | { readonly type: 'showAround'; readonly roomId: RoomId; readonly messageId: MessageId }
  | { readonly type: 'showNewest'; readonly roomId: RoomId }
  | {
      readonly type: 'post';
      readonly roomId: RoomId;
      readonly id: ClientMessageId;
      readonly body: string;
    }
  | { readonly type: 'change'; readonly id: ClientMessageId; readonly body: string }
  /** `newId` is for a message whose own id belongs to another. */
  | { readonly type: 'retry'; readonly id: ClientMessageId; readonly newId: ClientMessageId }
  | { readonly type: 'discard'; readonly id: ClientMessageId }
  | {
      readonly type: 'edit';
      readonly key: CommandKey;
      readonly messageId: MessageId;
      readonly revision: number;
      readonly body: string;
    }
  | { readonly type: 'remove'; readonly key: CommandKey; readonly messageId: MessageId }
  | { readonly type: 'createRoom'; readonly key: CommandKey; readonly name: string }
  /** `key` names it on this client alone. */
  | {
      readonly type: 'read';
      readonly key: CommandKey;
      readonly roomId: RoomId;
      readonly seq: Sequence;
    }
  | {
      readonly type: 'markUnread';
      readonly key: CommandKey;
      readonly roomId: RoomId;
      readonly from: Sequence;
    }
  | {
      readonly type: 'involve';
      readonly key: CommandKey;
      readonly roomId: RoomId;
      readonly involvement: Involvement;
    }
  | { readonly type: 'setDraft'; readonly roomId: RoomId; readonly body: string }
  | { readonly type: 'flushDrafts' }
  /** The person types in a room, or has wiped out what they typed. */
  | { readonly type: 'typed' | 'leftOff'; readonly roomId: RoomId }
  /** The person is there, and does this. */
  | { readonly type: 'beHere'; readonly activity: Activity }
  /** The person goes, and means it. */
  | { readonly type: 'sayGoodbye' }
  /** What dead tabs left may be taken over. */
  | { readonly type: 'adoptOrphans' };

/** Everything that can happen to a client. */
export type Input =
  | ChannelInput
  | DeviceInput
  | PageInput
  | Act
  /** The alarm that was set went off. */
  | { readonly type: 'alarm' }
  /** The page became visible or the device came online: what seemed open may be long dead. */
  | { readonly type: 'woke' }
  /** The device slept, for a time that the steady clock may not have counted. */
  | { readonly type: 'slept' };
