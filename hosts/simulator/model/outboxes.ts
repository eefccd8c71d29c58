import type { ClientMessageId, UserId } from '../../../core/vocabulary/ids.js';
import type { Answers } from './answers.js';
import type { Messages } from './messages.js';
import type { Bench } from './violation.js';

interface Entry {
  /** Tab that keeps it, or that has it in its memory. */
  client: string;
  readonly userId: UserId;
  readonly id: ClientMessageId;
  /**
   * On the device; in the memory of an open page alone; gone from both; given up by its author; or
   * lost with the device or page that alone knew it.
   */
  state: 'kept' | 'held' | 'gone' | 'released' | 'forgotten';
}

/**
 * Watches unsent messages: one leaves its device only when it is stored, refused for good or given
 * up by its author.
 *
 * An entry that is gone too early does no harm before its connection ends: it is reported then.
 */
export class Outboxes {
  readonly #entries = new Map<string, Entry>();
  /** Those that are in the memory of a page alone. */
  readonly #held = new Set<Entry>();
  readonly #bench: Bench;
  readonly #answers: Answers;
  readonly #messages: Messages;

  constructor(parts: {
    readonly bench: Bench;
    readonly answers: Answers;
    readonly messages: Messages;
  }) {
    this.#bench = parts.bench;
    this.#answers = parts.answers;
    this.#messages = parts.messages;
  }

  kept(client: string, userId: UserId, id: ClientMessageId): void {
    const key = `${String(userId)} ${id}`;
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, { client, userId, id, state: 'kept' });
    else if (entry.state === 'held' || entry.state === 'forgotten') this.#move(entry, 'kept');
  }

  /** A page has taken a message, whether or not its device could keep it. */
  taken(client: string, userId: UserId, id: ClientMessageId): void {
    const key = `${String(userId)} ${id}`;
    if (this.#entries.has(key)) return;
    const entry: Entry = { client, userId, id, state: 'held' };
    this.#entries.set(key, entry);
    this.#held.add(entry);
  }

  /** The device has lost it. @param heldBy - open tab that has it in its memory. */
  evicted(userId: UserId, id: ClientMessageId, heldBy: string | null): void {
    const entry = this.#entries.get(`${String(userId)} ${id}`);
    if (entry?.state !== 'kept') return;
    entry.client = heldBy ?? entry.client;
    this.#move(entry, heldBy === null ? 'forgotten' : 'held');
  }

  /** A page has ended. @returns what it alone knew. */
  forgotten(client: string): readonly { readonly userId: UserId; readonly id: ClientMessageId }[] {
    const alone = [...this.#held].filter((entry) => entry.client === client);
    for (const entry of alone) this.#move(entry, 'forgotten');
    return alone;
  }

  /** What an open page has in its memory now: what it alone knew must be there, or be decided. */
  remembered(client: string, ids: ReadonlySet<ClientMessageId>): void {
    for (const entry of this.#held) {
      if (entry.client !== client || ids.has(entry.id)) continue;
      if (!this.#decided(entry)) this.#lost(entry, 'the page that alone knew it has dropped it');
      this.#move(entry, 'gone');
    }
  }

  gone(userId: UserId, id: ClientMessageId): void {
    const entry = this.#entries.get(`${String(userId)} ${id}`);
    if (entry?.state === 'kept') entry.state = 'gone';
  }

  /** Its author gave it up. */
  released(userId: UserId, id: ClientMessageId): void {
    const entry = this.#entries.get(`${String(userId)} ${id}`);
    if (entry !== undefined) this.#move(entry, 'released');
  }

  /** A connection of the client has ended: what left the device by now must be decided. */
  disconnected(client: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.client !== client || entry.state !== 'gone' || this.#decided(entry)) continue;
      this.#lost(entry, 'it left the outbox before its answer, and its connection ended');
    }
  }

  /**
   * At the end: no message has vanished, and none lies on a device unsent.
   *
   * @param waits - whether a device has an entry that waits for a person: failed or rejected.
   */
  check(waits: (id: ClientMessageId) => boolean): void {
    for (const entry of this.#entries.values()) {
      this.#bench.judged('L-SEND');
      if (entry.state === 'released' || entry.state === 'forgotten') continue;
      if (this.#decided(entry)) continue;
      if (entry.state === 'gone') {
        this.#lost(entry, 'it is in no outbox, and neither stored nor refused');
      } else if (!waits(entry.id)) {
        const detail = 'it lies on the device, and nobody sends it';
        this.#bench.report({ invariant: 'L-SEND', entity: `${entry.client} ${entry.id}`, detail });
      }
    }
  }

  #move(entry: Entry, state: Entry['state']): void {
    entry.state = state;
    if (state === 'held') this.#held.add(entry);
    else this.#held.delete(entry);
  }

  #decided({ userId, id }: Entry): boolean {
    this.#bench.judged('S-OUTBOX');
    if (this.#answers.isPosted(userId, id) || this.#answers.isRefused(userId, id)) return true;
    return this.#messages.byKey(userId, id) !== null || this.#messages.wasStored(userId, id);
  }

  #lost({ client, id }: Entry, detail: string): void {
    this.#bench.report({ invariant: 'S-OUTBOX', entity: `${client} ${id}`, detail });
  }
}
