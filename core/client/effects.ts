import type { Draft, StoredEntry } from '../../ports/local-store.js';
import type { CommandOutcome } from '../vocabulary/commands.js';
import type { Refusal } from '../vocabulary/errors.js';
import type { ClientFrame } from '../vocabulary/frames.js';
import type { ClientMessageId, CommandKey, RoomId, StreamName, UserId } from '../vocabulary/ids.js';

/** What views are told beside the state itself. */
export interface Announcement {
  /** The view of a stream starts anew: what happened in between is not shown step by step. */
  readonly kind: 'discontinuity';
  readonly stream: StreamName;
}

/** What is asked of the device. One at a time, in order. */
export type DeviceEffect =
  /** Takes over what dead tabs left, then reads entries and drafts. */
  | { readonly type: 'load'; readonly userId: UserId }
  /** Takes over what dead tabs left, and reads only that. */
  | { readonly type: 'adopt'; readonly userId: UserId }
  /** Keeps an entry; `keep` is answered, `mark` only if it fails. */
  | { readonly type: 'put'; readonly task: 'keep' | 'mark'; readonly entry: StoredEntry }
  | { readonly type: 'claim'; readonly userId: UserId; readonly id: ClientMessageId }
  | { readonly type: 'settle'; readonly userId: UserId; readonly id: ClientMessageId }
  | { readonly type: 'putDraft'; readonly userId: UserId; readonly draft: Draft };

/** What the reducer asks of the world. Executed in order; none is waited for. */
export type Effect =
  | DeviceEffect
  | { readonly type: 'connect'; readonly channel: number }
  | { readonly type: 'send'; readonly channel: number; readonly frame: ClientFrame }
  | { readonly type: 'close'; readonly channel: number }
  /** Sets the one alarm anew, or takes it back. */
  | { readonly type: 'setAlarm'; readonly delayMs: number }
  | { readonly type: 'cancelAlarm' }
  | {
      readonly type: 'request';
      readonly roomId: RoomId;
      readonly ticket: number;
      readonly path: string;
    }
  /** The post is kept on the device or in memory, or was refused. */
  | { readonly type: 'postSettled'; readonly id: ClientMessageId; readonly refusal: Refusal | null }
  /** Whether a waiting message could be changed in place. */
  | { readonly type: 'changeSettled'; readonly id: ClientMessageId; readonly changed: boolean }
  | {
      readonly type: 'commandSettled';
      readonly key: CommandKey;
      readonly outcome: CommandOutcome;
    }
  | { readonly type: 'announce'; readonly announcement: Announcement };
