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
  /** Ids of what its author has written there and the timeline does not hold, whatever is shown. */
  readonly unsent: readonly ClientMessageId[];
  /** Sequences of the first and last message shown; null at an end that reaches the room's. */
  readonly from: number | null;
  readonly to: number | null;
  /** How often the room has begun anew. */
  readonly resets: number;
}

/** What waited in a room when it was last looked at. */
interface Waiting {
  readonly ids: ReadonlySet<ClientMessageId>;
  readonly resets: number;
  /** Whether that was in a place that a restore has undone. */
  readonly isUndone: boolean;
}

/**
 * Watches that nobody loses sight of what they wrote: a message that waits stays in view until the
 * timeline has it, or its author has given it up.
 */
export class OwnRows {
  readonly #bench: Bench;
  readonly #messages: Messages;
  readonly #waiting = new Map<string, Waiting>();
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

  /** What a client shows that is in a place which a restore has undone: nothing is judged there. */
  noted(view: ShownRows): void {
    const { resets } = view;
    this.#waiting.set(placeOf(view), { ids: new Set(view.waiting), resets, isUndone: true });
  }

  shown(view: ShownRows): void {
    const place = placeOf(view);
    const before = this.#waiting.get(place);
    const keys = new Set<string>();
    for (const { key } of view.rows) keys.add(key);
    const ids = new Set(view.waiting);
    if (keys.size !== view.rows.length) this.#twice(place, view);
    this.#hidden(place, view.unsent, keys);
    if (before === undefined && ids.size === 0) return;
    // What was refused because another text is stored under its id is in view as a line of its own.
    const gone = [...(before?.ids ?? [])].filter((id) => !isInView(keys, id));
    const lost = gone.find((id) => this.#isDue(view, id, before));
    this.#waiting.set(place, { ids, resets: view.resets, isUndone: false });
    this.#bench.judged('S-RYW');
    if (lost === undefined) return;
    const detail = `its own message ${lost} is in view no more, and the timeline has not got it`;
    this.#bench.report({ invariant: 'S-RYW', entity: place, detail });
  }

  #hidden(place: string, unsent: readonly ClientMessageId[], keys: ReadonlySet<string>): void {
    const hidden = unsent.find((id) => !isInView(keys, id));
    if (hidden === undefined) return;
    const detail = `its own message ${hidden} waits, and is not in view`;
    this.#bench.report({ invariant: 'S-RYW', entity: place, detail });
  }

  #isDue(
    { client, userId, from, to, resets }: ShownRows,
    id: ClientMessageId,
    before: Waiting | undefined,
  ): boolean {
    const key = `${String(userId)} ${id}`;
    if (userId === null || this.#released.has(key)) return false;
    if ((this.#senders.get(key) ?? client) !== client) return false;
    const message = this.#messages.byKey(userId, id);
    if (message === null) {
      // A snapshot of a log that goes on may pass over what a restore has undone; nothing else may.
      const mayPass = before?.isUndone !== true && before?.resets !== resets;
      return !mayPass || !this.#messages.wasStored(userId, id);
    }
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

function isInView(keys: ReadonlySet<string>, id: ClientMessageId): boolean {
  return keys.has(`own:${id}`) || keys.has(`taken:${id}`);
}

function placeOf({ client, roomId }: ShownRows): string {
  return `${client} ${roomStream(roomId)}`;
}
