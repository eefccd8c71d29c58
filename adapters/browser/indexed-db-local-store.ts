import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
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

interface Schema extends DBSchema {
  entries: {
    key: [UserId, ClientMessageId];
    value: StoredEntry;
    indexes: { userId: UserId };
  };
  drafts: {
    key: [UserId, RoomId];
    value: Draft & { readonly userId: UserId };
    indexes: { userId: UserId };
  };
  profile: {
    key: typeof PROFILE_KEY;
    value: ProfileId;
  };
}

const STORES = ['entries', 'drafts', 'profile'] as const;
type Writing = IDBPTransaction<Schema, typeof STORES, 'readwrite'>;

const DATABASE_VERSION = 2;
const PROFILE_KEY = 'id';

/**
 * Keeps what is unsent in the browser's IndexedDB, shared by the tabs of an origin.
 *
 * Each operation is one transaction and resolves when it is complete and, where the browser can say
 * so, on the disk. A database that was closed under it is opened again by the next operation.
 */
export class IndexedDbLocalStore implements LocalStore {
  readonly #name: string;
  #opening: Promise<IDBPDatabase<Schema>> | null = null;

  /** @param name - of the database. */
  constructor(name = 'hearth') {
    this.#name = name;
  }

  async load(userId: UserId): ReturnType<LocalStore['load']> {
    const database = await this.#database();
    const transaction = database.transaction(['entries', 'drafts']);
    const [entries, drafts] = await Promise.all([
      transaction.objectStore('entries').index('userId').getAll(userId),
      transaction.objectStore('drafts').index('userId').getAll(userId),
    ]);
    await transaction.done;
    return {
      entries: inOrder(entries),
      drafts: drafts.map(({ roomId, body }) => ({ roomId, body })),
    };
  }

  put(entry: StoredEntry): Promise<void> {
    return this.#write(async (transaction) => {
      const entries = transaction.objectStore('entries');
      const key: [UserId, ClientMessageId] = [entry.userId, entry.clientMessageId];
      const isNew = (await entries.getKey(key)) === undefined;
      if (isNew && (await entries.index('userId').count(entry.userId)) >= OUTBOX_ENTRIES_MAX) {
        throw new ChatError('limit_exceeded', `At most ${OUTBOX_ENTRIES_MAX} messages can wait.`);
      }
      await entries.put(entry);
    });
  }

  claim(userId: UserId, id: ClientMessageId, tab: string): Promise<boolean> {
    return this.#write(async (transaction) => {
      const entries = transaction.objectStore('entries');
      const entry = await entries.get([userId, id]);
      if (entry?.tab !== tab) return false;
      if (entry.state !== 'queued' && entry.state !== 'sending') return false;
      await entries.put({ ...entry, state: 'sending' });
      return true;
    });
  }

  settle(userId: UserId, id: ClientMessageId): Promise<void> {
    return this.#write((transaction) => transaction.objectStore('entries').delete([userId, id]));
  }

  adopt(userId: UserId, tab: string, orphans: readonly Orphan[]): Promise<readonly StoredEntry[]> {
    return this.#write(async (transaction) => {
      const entries = transaction.objectStore('entries');
      const all = await entries.index('userId').getAll(userId);
      const left = all.filter((entry) => isAmongOrphans(orphans, entry));
      const adopted = left.map((entry) => ({ ...entry, tab }));
      await Promise.all(adopted.map((entry) => entries.put(entry)));
      return inOrder(adopted);
    });
  }

  putDraft(userId: UserId, { roomId, body }: Draft): Promise<void> {
    return this.#write(async (transaction) => {
      const drafts = transaction.objectStore('drafts');
      if (body === '') await drafts.delete([userId, roomId]);
      else await drafts.put({ userId, roomId, body });
    });
  }

  clear(userId: UserId): Promise<void> {
    return this.#write(async (transaction) => {
      for (const name of ['entries', 'drafts'] as const) {
        const index = transaction.objectStore(name).index('userId');
        let cursor = await index.openCursor(userId);
        for (; cursor !== null; cursor = await cursor.continue()) await cursor.delete();
      }
    });
  }

  profile(candidate: ProfileId): Promise<ProfileId> {
    return this.#write(async (transaction) => {
      const profile = transaction.objectStore('profile');
      const kept = await profile.get(PROFILE_KEY);
      if (kept === undefined) await profile.put(candidate, PROFILE_KEY);
      return kept ?? candidate;
    });
  }

  /** Closes the database. The next operation opens it again. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    (await opening)?.close();
  }

  async #write<Value>(work: (transaction: Writing) => Promise<Value>): Promise<Value> {
    const database = await this.#database();
    const transaction = database.transaction(STORES, 'readwrite', {
      durability: 'strict',
    });
    const done = transaction.done;
    try {
      const value = await work(transaction);
      await done;
      return value;
    } catch (error) {
      abort(transaction);
      await done.catch(() => undefined);
      throw error;
    }
  }

  #database(): Promise<IDBPDatabase<Schema>> {
    this.#opening ??= this.#open().catch((cause: unknown) => {
      this.#opening = null;
      throw new ChatError('unavailable', 'The browser keeps nothing here.', { cause });
    });
    return this.#opening;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    const forget = (): void => {
      this.#opening = null;
    };
    return openDB<Schema>(this.#name, DATABASE_VERSION, {
      upgrade(database, oldVersion) {
        if (oldVersion < 2) database.createObjectStore('profile');
        if (oldVersion >= 1) return;
        const entries = database.createObjectStore('entries', {
          keyPath: ['userId', 'clientMessageId'],
        });
        entries.createIndex('userId', 'userId');
        const drafts = database.createObjectStore('drafts', { keyPath: ['userId', 'roomId'] });
        drafts.createIndex('userId', 'userId');
      },
      // A newer version of the page wants to change the database: this one must not hold it up.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        forget();
      },
      terminated: forget,
    });
  }
}

function abort(transaction: Writing): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself, and there is nothing left to undo.
  }
}

function inOrder(entries: readonly StoredEntry[]): readonly StoredEntry[] {
  return [...entries].sort((a, b) => a.order - b.order);
}
