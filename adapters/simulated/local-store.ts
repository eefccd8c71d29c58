import { ChatError } from '../../core/vocabulary/errors.js';
import type { ProfileId } from '../../core/vocabulary/fence.js';
import type { ClientMessageId, RoomId, UserId } from '../../core/vocabulary/ids.js';
import {
  isAmongOrphans,
  OUTBOX_ENTRIES_MAX,
  type Draft,
  type LocalStore,
  type Orphan,
  type StoredEntry,
} from '../../ports/local-store.js';
import { sleep, type Timeline } from './timeline.js';

/** What one person keeps on a device. */
interface Shelf {
  readonly entries: Map<ClientMessageId, StoredEntry>;
  readonly drafts: Map<RoomId, string>;
}

/** A device's disk. It outlives the page: a crash or reload leaves on it what had been written. */
export class SimulatedDisk {
  readonly #shelves = new Map<UserId, Shelf>();
  #profile: ProfileId | null = null;

  shelf(userId: UserId): Shelf {
    const known = this.#shelves.get(userId);
    if (known !== undefined) return known;
    const shelf: Shelf = { entries: new Map(), drafts: new Map() };
    this.#shelves.set(userId, shelf);
    return shelf;
  }

  forget(userId: UserId): void {
    this.#shelves.delete(userId);
  }

  /** The profile's name: the one that was offered first. */
  profile(candidate: ProfileId): ProfileId {
    this.#profile ??= candidate;
    return this.#profile;
  }

  /** The browser needs the room: everything is lost, the profile with it. */
  evict(): void {
    this.#shelves.clear();
    this.#profile = null;
  }

  /** Every entry on the disk, whosever. For those who check. */
  entries(): readonly StoredEntry[] {
    return [...this.#shelves.values()].flatMap((shelf) => [...shelf.entries.values()]);
  }
}

/** What someone who checks is told, at the instant at which it takes effect on the disk. */
export interface DiskWatcher {
  /** It was written, or passed to another tab. */
  kept(entry: StoredEntry): void;
  settled(userId: UserId, id: ClientMessageId): void;
}

/** What becomes of one operation. */
export interface DiskFate {
  /** How much longer than others it takes, in milliseconds. */
  readonly lateMs: number;
  /**
   * `failed`: it has no effect, and fails. `unsaid`: it has its effect, and fails all the same.
   */
  readonly failure: 'none' | 'failed' | 'unsaid';
}

/** Operations of a store, as a fate is drawn for them. */
export type DiskOperation = Exclude<keyof LocalStore, symbol>;

export interface SimulatedLocalStoreOptions {
  readonly timeline: Timeline;
  readonly disk: SimulatedDisk;
  /** How long one half of an operation takes, in milliseconds. Drawn twice for each. */
  readonly delayMs: () => number;
  readonly watcher?: DiskWatcher;
  /** Asked once for each operation, when its turn comes. Absent: the device is well. */
  readonly fate?: (operation: DiskOperation) => DiskFate;
}

const WELL: DiskFate = { lateMs: 0, failure: 'none' };

/**
 * A device's store of unsent messages. Each operation takes effect at one instant between its call
 * and its answer, in order of the calls; a page that crashes before that instant has not written,
 * after it has.
 */
export class SimulatedLocalStore implements LocalStore {
  readonly #options: SimulatedLocalStoreOptions;
  #last: Promise<void> = Promise.resolve();

  constructor(options: SimulatedLocalStoreOptions) {
    this.#options = options;
  }

  load(userId: UserId): ReturnType<LocalStore['load']> {
    return this.#onShelf('load', userId, (shelf) => ({
      entries: inOrder(shelf.entries.values()),
      drafts: [...shelf.drafts].map(([roomId, body]): Draft => ({ roomId, body })),
    }));
  }

  put(entry: StoredEntry): Promise<void> {
    return this.#onShelf('put', entry.userId, ({ entries }) => {
      if (!entries.has(entry.clientMessageId) && entries.size >= OUTBOX_ENTRIES_MAX) {
        throw new ChatError('limit_exceeded', 'Too many messages wait to be sent.');
      }
      entries.set(entry.clientMessageId, entry);
      this.#options.watcher?.kept(entry);
    });
  }

  claim(userId: UserId, id: ClientMessageId, tab: string): Promise<boolean> {
    return this.#onShelf('claim', userId, ({ entries }) => {
      const entry = entries.get(id);
      if (entry?.tab !== tab) return false;
      if (entry.state !== 'queued' && entry.state !== 'sending') return false;
      entries.set(id, { ...entry, state: 'sending' });
      return true;
    });
  }

  settle(userId: UserId, id: ClientMessageId): Promise<void> {
    return this.#onShelf('settle', userId, ({ entries }) => {
      if (entries.delete(id)) this.#options.watcher?.settled(userId, id);
    });
  }

  adopt(userId: UserId, tab: string, orphans: readonly Orphan[]): Promise<readonly StoredEntry[]> {
    return this.#onShelf('adopt', userId, ({ entries }) => {
      const left = inOrder(entries.values()).filter((entry) => isAmongOrphans(orphans, entry));
      const adopted = left.map((entry): StoredEntry => ({ ...entry, tab }));
      for (const entry of adopted) {
        entries.set(entry.clientMessageId, entry);
        this.#options.watcher?.kept(entry);
      }
      return adopted;
    });
  }

  putDraft(userId: UserId, draft: Draft): Promise<void> {
    return this.#onShelf('putDraft', userId, ({ drafts }) => {
      if (draft.body === '') drafts.delete(draft.roomId);
      else drafts.set(draft.roomId, draft.body);
    });
  }

  clear(userId: UserId): Promise<void> {
    return this.#onShelf('clear', userId, ({ entries }) => {
      for (const id of entries.keys()) this.#options.watcher?.settled(userId, id);
      this.#options.disk.forget(userId);
    });
  }

  profile(candidate: ProfileId): Promise<ProfileId> {
    return this.#operate('profile', (disk) => disk.profile(candidate));
  }

  #onShelf<Value>(
    operation: DiskOperation,
    userId: UserId,
    effect: (shelf: Shelf) => Value,
  ): Promise<Value> {
    return this.#operate(operation, (disk) => effect(disk.shelf(userId)));
  }

  #operate<Value>(
    operation: DiskOperation,
    effect: (disk: SimulatedDisk) => Value,
  ): Promise<Value> {
    const { timeline, delayMs, disk, fate } = this.#options;
    const result = this.#last.then(async () => {
      const { lateMs, failure } = fate?.(operation) ?? WELL;
      await sleep(timeline, delayMs() + lateMs, { kind: 'disk', entity: operation });
      if (failure === 'failed') throw new Error(`The device failed to ${operation}.`);
      const value = effect(disk);
      await sleep(timeline, delayMs(), { kind: 'disk', entity: `${operation} done` });
      if (failure === 'unsaid') throw new Error(`The device failed after ${operation}.`);
      return value;
    });
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}

function inOrder(entries: Iterable<StoredEntry>): readonly StoredEntry[] {
  return [...entries].sort((one, other) => one.order - other.order);
}
