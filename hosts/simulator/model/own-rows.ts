import {
  roomStream,
  type ClientMessageId,
  type RoomId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { Messages } from './messages.js';
import type { Bench } from './violation.js';

/** What a client shows of a room, by its lines. */
export interface ShownRows {
  readonly client: string;
  readonly userId: UserId | null;
  readonly roomId: RoomId;
  readonly rows: readonly { readonly key: string }[];
  /** Ids of own messages among them that the timeline does not have yet. */
  readonly waiting: readonly ClientMessageId[];
  /** Sequences of the first and last message shown; null at an end that reaches the room's. */
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * Watches that nobody loses sight of what they wrote: a message that waits stays in view until the
 * timeline has it, or its author has given it up.
 */
export class OwnRows {
  readonly #bench: Bench;
  readonly #messages: Messages;
  readonly #waiting = new Map<string, ReadonlySet<ClientMessageId>>();
  readonly #released = new Set<string>();
  /** Tab that sends each message that a device keeps: one that was taken over is in its view. */
  readonly #senders = new Map<string, string>();

  constructor(parts: { readonly bench: Bench; readonly messages: Messages }) {
    this.#bench = parts.bench;
    this.#messages = parts.messages;
  }

  /** A device keeps a message, which one of its tabs is to send. */
  kept(userId: UserId, id: ClientMessageId, tab: string): void {
    this.#senders.set(`${String(userId)} ${id}`, tab);
  }

  /** Its author gave it up. */
  released(userId: UserId, id: ClientMessageId): void {
    this.#released.add(`${String(userId)} ${id}`);
  }

  /** The client begins anew, or shows the room no more. */
  forget(client: string, roomId?: RoomId): void {
    const prefix = roomId === undefined ? `${client} ` : `${client} ${roomStream(roomId)}`;
    for (const key of this.#waiting.keys()) {
      if (roomId === undefined ? key.startsWith(prefix) : key === prefix) this.#waiting.delete(key);
    }
  }

  shown(view: ShownRows): void {
    const place = `${view.client} ${roomStream(view.roomId)}`;
    const before = this.#waiting.get(place);
    const keys = new Set<string>();
    for (const { key } of view.rows) keys.add(key);
    const ids = new Set(view.waiting);
    if (keys.size !== view.rows.length) this.#twice(place, view);
    if (before === undefined && ids.size === 0) return;
    const lost = [...(before ?? [])].find((id) => !keys.has(`own:${id}`) && this.#isDue(view, id));
    this.#waiting.set(place, ids);
    this.#bench.judged('S-RYW');
    if (lost === undefined) return;
    const detail = `its own message ${lost} is in view no more, and the timeline has not got it`;
    this.#bench.report({ invariant: 'S-RYW', entity: place, detail });
  }

  #isDue({ client, userId, from, to }: ShownRows, id: ClientMessageId): boolean {
    const key = `${String(userId)} ${id}`;
    if (userId === null || this.#released.has(key)) return false;
    if ((this.#senders.get(key) ?? client) !== client) return false;
    const message = this.#messages.byKey(userId, id);
    if (message === null) return !this.#messages.wasStored(userId, id);
    const { seq, deletedSeq } = message;
    return deletedSeq === null && (from === null || seq >= from) && (to === null || seq <= to);
  }

  #twice(place: string, { rows }: ShownRows): void {
    const keys = rows.map(({ key }) => key);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index) ?? '';
    const detail = `the row ${twice} is shown twice`;
    const invariant = twice.startsWith('own:') ? 'S-RYW' : 'S-TIMELINE';
    this.#bench.report({ invariant, entity: place, detail });
  }
}
