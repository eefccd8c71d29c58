import type { Refusal } from '../core/vocabulary/errors.js';
import type { ProfileId } from '../core/vocabulary/fence.js';
import type { ClientMessageId, RoomId, UserId } from '../core/vocabulary/ids.js';
import type { Instant } from '../core/vocabulary/time.js';

/** States in which an entry is stored. Confirmed entries are gone. */
export const STORED_ENTRY_STATES: readonly ['queued', 'sending', 'failed', 'rejected'] = [
  'queued',
  'sending',
  'failed',
  'rejected',
];
export type StoredEntryState = (typeof STORED_ENTRY_STATES)[number];

/** An unsent message as it is kept on the device. */
export interface StoredEntry {
  readonly clientMessageId: ClientMessageId;
  /** Whose message it is: nothing passes to the next person who signs in on the device. */
  readonly userId: UserId;
  readonly roomId: RoomId;
  readonly body: string;
  /** Order of writing within the device: greater is later. */
  readonly order: number;
  readonly state: StoredEntryState;
  /** Why it failed or was rejected; null while it is still to be sent or confirmed. */
  readonly refusal: Refusal | null;
  /** Tab that made it or has adopted it; only that tab sends it. */
  readonly tab: string;
  readonly createdAt: Instant;
}

export interface Draft {
  readonly roomId: RoomId;
  readonly body: string;
}

/** An entry, and the dead tab to which it belongs. */
export type Orphan = Pick<StoredEntry, 'clientMessageId' | 'tab'>;

/** Whether an entry is one of these, and still of the tab that left it. */
export function isAmongOrphans(orphans: readonly Orphan[], entry: StoredEntry): boolean {
  const { clientMessageId: id, tab } = entry;
  return orphans.some((one) => one.clientMessageId === id && one.tab === tab);
}

/**
 * Unsent messages that a device keeps. Operations are whole: each takes effect entirely or not at
 * all.
 */
export interface LocalStore {
  /** Every entry of a person, in order of writing, and their drafts. */
  load(
    userId: UserId,
  ): Promise<{ readonly entries: readonly StoredEntry[]; readonly drafts: readonly Draft[] }>;
  /**
   * Keeps a new entry or replaces the one of the same id. Durable when it resolves.
   * @throws ChatError `limit_exceeded` for a new entry above OUTBOX_ENTRIES_MAX of a person.
   */
  put(entry: StoredEntry): Promise<void>;
  /**
   * Marks a queued entry as `sending` if it is still this tab's. Durable when it resolves: bytes
   * leave only then.
   * @returns false when it is gone, another tab's, or in another state than `queued` or `sending`.
   */
  claim(userId: UserId, id: ClientMessageId, tab: string): Promise<boolean>;
  /** Forgets an entry: it is confirmed or discarded. Unknown ids are passed over. */
  settle(userId: UserId, id: ClientMessageId): Promise<void>;
  /**
   * Gives entries of tabs that no longer live to another tab, in one step, and returns them. Those
   * that are gone or belong to another tab by then stay as they are, and so does what was put
   * since.
   */
  adopt(userId: UserId, tab: string, orphans: readonly Orphan[]): Promise<readonly StoredEntry[]>;
  /** Keeps what is being written in a room; an empty body forgets it. */
  putDraft(userId: UserId, draft: Draft): Promise<void>;
  /** Forgets everything of a person. The profile stays. */
  clear(userId: UserId): Promise<void>;
  /**
   * Names this store. The first name that is offered is kept for as long as the store is: of two
   * tabs that offer one at once both get the same. A store that was lost gets another.
   */
  profile(candidate: ProfileId): Promise<ProfileId>;
}

/** Entries that one person may keep on a device. */
export const OUTBOX_ENTRIES_MAX: number = 200;
