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

/** What is kept of one person. */
interface Shelf {
  readonly entries: Map<ClientMessageId, StoredEntry>;
  readonly drafts: Map<RoomId, string>;
}

/**
 * Keeps what is unsent in memory, for programs that do not outlive it and for tests.
 *
 * Tabs that share one instance share a device.
 */
export class MemoryLocalStore implements LocalStore {
  readonly #shelves = new Map<UserId, Shelf>();
  #profile: ProfileId | null = null;

  load(userId: UserId): ReturnType<LocalStore['load']> {
    const { entries, drafts } = this.#shelf(userId);
    return Promise.resolve({
      entries: inOrder(entries.values()),
      drafts: [...drafts].map(([roomId, body]) => ({ roomId, body })),
    });
  }

  put(entry: StoredEntry): Promise<void> {
    const { entries } = this.#shelf(entry.userId);
    if (!entries.has(entry.clientMessageId) && entries.size >= OUTBOX_ENTRIES_MAX) {
      const message = `At most ${OUTBOX_ENTRIES_MAX} messages can wait.`;
      return Promise.reject(new ChatError('limit_exceeded', message));
    }
    entries.set(entry.clientMessageId, entry);
    return Promise.resolve();
  }

  claim(userId: UserId, id: ClientMessageId, tab: string): Promise<boolean> {
    const { entries } = this.#shelf(userId);
    const entry = entries.get(id);
    if (entry?.tab !== tab) return Promise.resolve(false);
    if (entry.state !== 'queued' && entry.state !== 'sending') return Promise.resolve(false);
    entries.set(id, { ...entry, state: 'sending' });
    return Promise.resolve(true);
  }

  settle(userId: UserId, id: ClientMessageId): Promise<void> {
    this.#shelf(userId).entries.delete(id);
    return Promise.resolve();
  }

  adopt(userId: UserId, tab: string, orphans: readonly Orphan[]): Promise<readonly StoredEntry[]> {
    const { entries } = this.#shelf(userId);
    const left = [...entries.values()].filter((entry) => isAmongOrphans(orphans, entry));
    const adopted = left.map((entry) => ({ ...entry, tab }));
    for (const entry of adopted) entries.set(entry.clientMessageId, entry);
    return Promise.resolve(inOrder(adopted));
  }

  putDraft(userId: UserId, { roomId, body }: Draft): Promise<void> {
    const { drafts } = this.#shelf(userId);
    if (body === '') drafts.delete(roomId);
    else drafts.set(roomId, body);
    return Promise.resolve();
  }

  clear(userId: UserId): Promise<void> {
    this.#shelves.delete(userId);
    return Promise.resolve();
  }

  profile(candidate: ProfileId): Promise<ProfileId> {
    this.#profile ??= candidate;
    return Promise.resolve(this.#profile);
  }

  #shelf(userId: UserId): Shelf {
    const known = this.#shelves.get(userId);
    if (known !== undefined) return known;
    const shelf: Shelf = { entries: new Map(), drafts: new Map() };
    this.#shelves.set(userId, shelf);
    return shelf;
  }
}

function inOrder(entries: Iterable<StoredEntry>): readonly StoredEntry[] {
  return [...entries].sort((a, b) => a.order - b.order);
}
