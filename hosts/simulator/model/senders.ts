import {
  roomStream,
  type ClientMessageId,
  type RoomId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { Answers } from './answers.js';
import type { CommittedEvent } from './log.js';
import type { ModelMessage } from './messages.js';
import type { Bench } from './violation.js';

/** A message as its author's device keeps it. */
export interface Written {
  /** Tab that is to send it. */
  readonly client: string;
  readonly userId: UserId;
  readonly roomId: RoomId;
  readonly id: ClientMessageId;
  /** When it was written, by the clock of its page. */
  readonly writtenMs: number;
  /** Whether a person has to decide what becomes of it: then its turn is over. */
  readonly waits: boolean;
}

/** Watches that what one person writes in one room in one tab is stored in that order. */
export class Senders {
  readonly #bench: Bench;
  readonly #answers: Answers;
  /** Undecided messages in order of writing, by device and room. */
  readonly #queues = new Map<string, ClientMessageId[]>();
  readonly #writtenMs = new Map<ClientMessageId, number>();
  /** Queue of each message that was ever kept, by author and id. */
  readonly #homes = new Map<string, string>();
  readonly #out = new Set<string>();

  constructor(parts: { readonly bench: Bench; readonly answers: Answers }) {
    this.#bench = parts.bench;
    this.#answers = parts.answers;
  }

  /** A device keeps a message, for the first time or again. */
  kept({ client, userId, roomId, id, writtenMs, waits }: Written): void {
    const key = `${String(userId)} ${id}`;
    const home = `${client} ${String(userId)} ${roomStream(roomId)}`;
    const first = this.#homes.get(key);
    // What another tab has taken over has lost its turn.
    if (waits || (first !== undefined && first !== home)) this.#out.add(key);
    if (first !== undefined) return;
    this.#homes.set(key, home);
    const queue = this.#queues.get(home) ?? [];
    this.#queues.set(home, queue);
    this.#writtenMs.set(id, writtenMs);
    // A device that failed at first may keep it after what was written later.
    const later = queue.findIndex((other) => (this.#writtenMs.get(other) ?? 0) > writtenMs);
    queue.splice(later === -1 ? queue.length : later, 0, id);
  }

  /** Its author gave it up, or its device forgot it. */
  over(userId: UserId, id: ClientMessageId): void {
    this.#out.add(`${String(userId)} ${id}`);
  }

  /** A message has been stored: nothing that was written before it is still to come. */
  stored({ authorId, clientMessageId }: ModelMessage, event: CommittedEvent): void {
    if (clientMessageId === null) return;
    const key = `${String(authorId)} ${clientMessageId}`;
    // A slow device may keep it only after it was sent from memory.
    this.#out.add(key);
    const home = this.#homes.get(key);
    const queue = home === undefined ? undefined : this.#queues.get(home);
    const at = queue?.indexOf(clientMessageId) ?? -1;
    if (queue === undefined || at === -1) return;
    this.#bench.judged('S-FIFO-SENDER');
    const skipped = queue.slice(0, at).find((id) => !this.#isOver(authorId, id));
    queue.splice(0, at + 1, ...queue.slice(0, at).filter((id) => !this.#isOver(authorId, id)));
    if (skipped === undefined) return;
    const entity = `${event.stream}@${String(event.seq)}`;
    const detail = `it was stored before ${skipped}, which was written before it`;
    this.#bench.report({ invariant: 'S-FIFO-SENDER', entity, detail });
  }

  #isOver(userId: UserId, id: ClientMessageId): boolean {
    return this.#out.has(`${String(userId)} ${id}`) || this.#answers.isRefused(userId, id);
  }
}
