import {
  roomOfStream,
  roomStream,
  type ClientMessageId,
  type MessageId,
  type RoomId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { CommittedEvent } from './log.js';
import type { Bench } from './violation.js';

interface ModelRevision {
  /** Sequence of the event that made it. */
  readonly seq: number;
  readonly body: string;
}

/** One message and everything that ever happened to it. */
export interface ModelMessage {
  readonly id: MessageId;
  readonly roomId: RoomId;
  readonly authorId: UserId;
  readonly clientMessageId: ClientMessageId | null;
  readonly seq: number;
  readonly at: number;
  /** Revision n is at n - 1. */
  readonly revisions: ModelRevision[];
  deletedSeq: number | null;
}

interface ModelRoom {
  readonly id: RoomId;
  /** Sequence and name of each naming, oldest first. */
  readonly names: { readonly seq: number; readonly name: string }[];
  /** In order of sequence. */
  readonly messages: ModelMessage[];
}

/** What the committed events say there is: rooms and messages at every point of their history. */
export class Messages {
  readonly #rooms = new Map<RoomId, ModelRoom>();
  readonly #byId = new Map<MessageId, ModelMessage>();
  readonly #byKey = new Map<string, ModelMessage>();
  readonly #bench: Bench;
  /** Authors and ids of messages that there were when an older copy was restored. */
  readonly #stored = new Set<string>();
  #restores = 0;
  #tell: (message: ModelMessage, event: CommittedEvent) => void = () => undefined;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** An older copy of the database has taken its place: what it holds is applied anew. */
  restored(): void {
    this.#restores += 1;
    for (const key of this.#byKey.keys()) this.#stored.add(key);
    for (const map of [this.#rooms, this.#byId, this.#byKey]) map.clear();
  }

  /** Whether an older copy of the database has ever taken its place. */
  get wasRestored(): boolean {
    return this.#restores > 0;
  }

  /** Whether a message was stored before a restore, whether or not it still is. */
  wasStored(authorId: UserId, id: ClientMessageId): boolean {
    return this.#stored.has(`${String(authorId)} ${id}`);
  }

  /** Tells somebody of every message that is stored. */
  tell(listener: (message: ModelMessage, event: CommittedEvent) => void): void {
    this.#tell = listener;
  }

  get rooms(): readonly RoomId[] {
    return [...this.#rooms.keys()];
  }

  byId(id: MessageId): ModelMessage | null {
    return this.#byId.get(id) ?? null;
  }

  byKey(authorId: UserId, id: ClientMessageId): ModelMessage | null {
    return this.#byKey.get(`${String(authorId)} ${id}`) ?? null;
  }

  /** Every message of a room that was ever posted, in order. */
  inRoom(roomId: RoomId): readonly ModelMessage[] {
    return this.#rooms.get(roomId)?.messages ?? [];
  }

  roomName(roomId: RoomId, asOf = Infinity): string | null {
    const names = this.#rooms.get(roomId)?.names.filter(({ seq }) => seq <= asOf) ?? [];
    return names[names.length - 1]?.name ?? null;
  }

  /** The newest naming of a room as of one of its events. */
  naming(roomId: RoomId, asOf: number): { readonly seq: number; readonly name: string } | null {
    return this.#rooms.get(roomId)?.names.findLast(({ seq }) => seq <= asOf) ?? null;
  }

  apply(event: CommittedEvent): void {
    const data = JSON.parse(event.data) as Record<string, unknown>;
    const roomId = roomOfStream(event.stream);
    if (roomId === null) return;
    switch (event.kind) {
      case 'room.created':
        this.#rooms.set(roomId, {
          id: roomId,
          names: [{ seq: event.seq, name: String(data['name']) }],
          messages: [],
        });
        return;
      case 'room.renamed':
        this.#rooms.get(roomId)?.names.push({ seq: event.seq, name: String(data['name']) });
        return;
      case 'message.posted':
        this.#posted(roomId, event, data);
        return;
      case 'message.edited':
        this.#edited(event);
        return;
      case 'message.deleted':
        this.#deleted(event, data['messageId'] as MessageId);
        return;
    }
  }

  #posted(roomId: RoomId, event: CommittedEvent, data: Record<string, unknown>): void {
    const { content, actor, seq, at } = event;
    if (content === null || actor === null) return;
    const message: ModelMessage = {
      id: content.messageId,
      roomId,
      authorId: actor,
      clientMessageId: data['clientMessageId'] as ClientMessageId | null,
      seq,
      at,
      revisions: [{ seq, body: content.body ?? '' }],
      deletedSeq: null,
    };
    const { clientMessageId } = message;
    if (clientMessageId !== null) {
      const key = `${String(actor)} ${clientMessageId}`;
      const earlier = this.#byKey.get(key);
      this.#bench.judged('S-EXACTLY-ONCE');
      if (earlier !== undefined) {
        const detail = `its client message id had already stored message ${String(earlier.id)}`;
        const entity = `${roomStream(roomId)}@${String(seq)}`;
        this.#bench.report({ invariant: 'S-EXACTLY-ONCE', entity, detail });
      }
      this.#byKey.set(key, message);
    }
    this.#byId.set(message.id, message);
    this.#rooms.get(roomId)?.messages.push(message);
    this.#tell(message, event);
  }

  #edited(event: CommittedEvent): void {
    if (event.content === null) return;
    const { messageId, revision, body } = event.content;
    const message = this.#byId.get(messageId);
    const entity = `${event.stream}@${String(event.seq)}`;
    if (message === undefined) {
      const detail = `message ${String(messageId)} was edited before it was posted`;
      this.#bench.report({ invariant: 'S-CAUSAL', entity, detail });
      return;
    }
    this.#bench.judged('S-FLAGS-MONO');
    if (message.deletedSeq !== null) {
      const detail = `message ${String(messageId)} was edited after its deletion`;
      this.#bench.report({ invariant: 'S-FLAGS-MONO', entity, detail });
    }
    if (message.revisions.length !== revision - 1) {
      const had = String(message.revisions.length);
      const detail = `revision ${String(revision)} was stored of a message with ${had}`;
      this.#bench.report({ invariant: 'S-ORDER-AGREE', entity, detail });
      return;
    }
    message.revisions.push({ seq: event.seq, body: body ?? '' });
  }

  #deleted(event: CommittedEvent, messageId: MessageId): void {
    const message = this.#byId.get(messageId);
    const entity = `${event.stream}@${String(event.seq)}`;
    if (message === undefined) {
      const detail = `message ${String(messageId)} was deleted before it was posted`;
      this.#bench.report({ invariant: 'S-CAUSAL', entity, detail });
      return;
    }
    if (message.deletedSeq !== null) {
      const detail = `message ${String(messageId)} was deleted though there was no live one`;
      this.#bench.report({ invariant: 'S-ORDER-AGREE', entity, detail });
      return;
    }
    message.deletedSeq = event.seq;
  }
}

/** Whether a message existed and was live right after an event of its room. */
export function liveAt(message: ModelMessage, seq: number): boolean {
  return message.seq <= seq && (message.deletedSeq === null || message.deletedSeq > seq);
}

/** Revision that a message had right after an event of its room; 0 before it was posted. */
export function revisionAt(message: ModelMessage, seq: number): number {
  let count = 0;
  for (const revision of message.revisions) {
    if (revision.seq <= seq) count += 1;
  }
  return count;
}
