import type { ClientMessageId, UserId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** An unsent message as a browser's disk holds it. */
export interface StoredPost {
  readonly userId: UserId;
  readonly clientMessageId: ClientMessageId;
  /** The one tab that sends it. */
  readonly tab: string;
  /** Whether it was given up, and waits for its author to decide. */
  readonly waits: boolean;
}

/** An entry that is sent. */
export interface SentPost {
  readonly userId: UserId;
  readonly id: ClientMessageId;
  /** Whether the disk has failed the page: what it could not keep there it sends all the same. */
  readonly hasFailed: boolean;
}

/** Whose an entry is: a tab, and which of the pages that it has shown, by count. */
interface Owner {
  readonly tab: string;
  readonly page: number;
  readonly waits: boolean;
}

/**
 * Watches that each entry on the disk of a browser is sent by one tab alone, and not while it waits
 * for a person.
 */
export class Drains {
  readonly #bench: Bench;
  readonly #owners = new Map<string, Owner>();
  /** Pages that each tab has shown. */
  readonly #pages = new Map<string, number>();
  /** Tabs that are closed: others may take over what is theirs. */
  readonly #closed = new Set<string>();

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** A tab shows a page, frozen or not. */
  opened(tab: string): void {
    this.#closed.delete(tab);
    this.#pages.set(tab, this.#page(tab) + 1);
  }

  /** A tab is closed. */
  closed(tab: string): void {
    this.#closed.add(tab);
  }

  /** The disk holds an entry, as it is now and for the tab that it names. */
  kept({ userId, clientMessageId, tab, waits }: StoredPost): void {
    const key = keyOf(userId, clientMessageId);
    const before = this.#owners.get(key);
    this.#owners.set(key, { tab, page: this.#page(tab), waits });
    if (before === undefined || before.tab === tab) return;
    this.#bench.judged('S-OUTBOX');
    const isAlive = !this.#closed.has(before.tab) && this.#page(before.tab) === before.page;
    if (isAlive) this.#report(key, `${tab} has taken it from ${before.tab}, which is alive`);
  }

  /** The disk has lost an entry: whoever has it in memory keeps it again. */
  lost(userId: UserId, id: ClientMessageId): void {
    this.#owners.delete(keyOf(userId, id));
  }

  /** A tab hands an entry to its connection. */
  sent(tab: string, { userId, id, hasFailed }: SentPost): void {
    const key = keyOf(userId, id);
    const owner = this.#owners.get(key);
    if (owner === undefined) return;
    this.#bench.judged('S-OUTBOX');
    if (owner.tab !== tab) this.#report(key, `${tab} sends it, and it is ${owner.tab}'s`);
    else if (owner.waits && !hasFailed) {
      this.#report(key, `${tab} sends it, and on its disk it waits for its author`);
    }
  }

  #page(tab: string): number {
    return this.#pages.get(tab) ?? 0;
  }

  #report(key: string, detail: string): void {
    this.#bench.report({ invariant: 'S-OUTBOX', entity: `person ${key}`, detail });
  }
}

function keyOf(userId: UserId, id: ClientMessageId): string {
  return `${String(userId)} ${id}`;
}
