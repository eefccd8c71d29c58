import type { ClientMessageId, UserId } from '../../../core/vocabulary/ids.js';
import type { Answers } from './answers.js';
import type { Messages } from './messages.js';
import type { Bench } from './violation.js';

interface Entry {
  readonly client: string;
  readonly userId: UserId;
  readonly id: ClientMessageId;
  /** On the device; gone from it; or given up by its author. */
  state: 'kept' | 'gone' | 'released';
}

/**
 * Watches unsent messages: one leaves its device only when it is stored, refused for good or given
 * up by its author.
 *
 * An entry that is gone too early does no harm before its connection ends: it is reported then.
 */
export class Outboxes {
  readonly #entries = new Map<string, Entry>();
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
    if (!this.#entries.has(key)) this.#entries.set(key, { client, userId, id, state: 'kept' });
  }

  gone(userId: UserId, id: ClientMessageId): void {
    const entry = this.#entries.get(`${String(userId)} ${id}`);
    if (entry?.state === 'kept') entry.state = 'gone';
  }

  /** Its author gave it up. */
  released(userId: UserId, id: ClientMessageId): void {
    const entry = this.#entries.get(`${String(userId)} ${id}`);
    if (entry !== undefined) entry.state = 'released';
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
      if (entry.state === 'released' || this.#decided(entry)) continue;
      if (entry.state === 'gone') {
        this.#lost(entry, 'it is in no outbox, and neither stored nor refused');
      } else if (!waits(entry.id)) {
        const detail = 'it lies on the device, and nobody sends it';
        this.#bench.report({ invariant: 'L-SEND', entity: `${entry.client} ${entry.id}`, detail });
      }
    }
  }

  #decided({ userId, id }: Entry): boolean {
    this.#bench.judged('S-OUTBOX');
    if (this.#answers.isPosted(userId, id) || this.#answers.isRefused(userId, id)) return true;
    return this.#messages.byKey(userId, id) !== null;
  }

  #lost({ client, id }: Entry, detail: string): void {
    this.#bench.report({ invariant: 'S-OUTBOX', entity: `${client} ${id}`, detail });
  }
}
