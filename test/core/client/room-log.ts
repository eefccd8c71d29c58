import { createHash } from 'node:crypto';
import { chainDigest, contentHash } from '../../../core/vocabulary/digest.js';
import type { EventContent, RunEvent } from '../../../core/vocabulary/events.js';
import type { LiveFrame, ResetFrame, RoomHead, RunFrame } from '../../../core/vocabulary/frames.js';
import {
  roomStream,
  type ClientMessageId,
  type MessageId,
  type RoomId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { LiveMessage, MessagePage } from '../../../core/vocabulary/messages.js';
import type { Person } from '../../../core/vocabulary/people.js';
import {
  DIGEST_BEFORE_FIRST,
  positionAt,
  type ChainDigest,
  type Position,
  type Sequence,
} from '../../../core/vocabulary/position.js';
import { NOTHING_POSTED, type Latest } from '../../../core/vocabulary/reading.js';
import { canonicalWindow } from '../../../core/vocabulary/window.js';

export const EPOCH = '00000000000000aa';
export const ROOM = 1 as RoomId;
export const SNAPSHOT_MESSAGES = 4;
export const PAGE_MESSAGES = 4;

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

export function person(id: number, more: Partial<Person> = {}): Person {
  return { id: id as UserId, name: `Person ${id}`, role: 'member', version: 1, ...more };
}

/** What happens in a room, before it has a place in the log. */
export type Happening =
  | { readonly do: 'post'; readonly by: number; readonly key?: string }
  | { readonly do: 'edit'; readonly message: number }
  | { readonly do: 'delete'; readonly message: number }
  | { readonly do: 'rename' }
  | { readonly do: 'unknown' };

interface Logged {
  readonly event: Omit<RunEvent, 'content'>;
  readonly full: { readonly body: string; readonly salt: string } | null;
  readonly messageId: MessageId | null;
  readonly digest: ChainDigest;
}

/**
 * A room's log as a server would have it, written the plain way: state at any sequence is found by
 * walking the log from its start. It shares nothing with the client but the vocabulary.
 */
export class RoomLog {
  readonly #events: Logged[] = [];
  #messages = 0;

  constructor() {
    this.#append('room.created', { roomId: ROOM, name: 'Room 0', kind: 'open' }, { actor: 1 });
  }

  get head(): Sequence {
    return this.#events.length;
  }

  /**
   * Writes what happened. What cannot happen, such as an edit of a deleted message, is passed over.
   */
  add(happening: Happening): void {
    const seq = this.head + 1;
    const { do: kind } = happening;
    if (kind === 'rename') this.#append('room.renamed', { name: `Room ${seq}` }, { actor: 1 });
    else if (kind === 'unknown') this.#append('room.painted', { colour: 'blue' }, { actor: 1 });
    else if (kind === 'post') this.#post(happening.by, happening.key);
    else this.#change(kind, happening.message);
  }

  digestAt(seq: Sequence): ChainDigest {
    return this.#events[seq - 1]?.digest ?? DIGEST_BEFORE_FIRST;
  }

  isKnown(position: Position): boolean {
    const { digest } = positionAt(EPOCH, position.seq, this.digestAt(position.seq));
    return position.epoch === EPOCH && position.seq <= this.head && position.digest === digest;
  }

  /** A run as read at the head as it is now: content that is superseded by then is withheld. */
  run(from: Sequence, to: Sequence): RunFrame {
    const logged = this.#events.slice(from - 1, to);
    const events = logged.map((entry) => this.#read(entry));
    const people = [1, 2, 3].map((id) => person(id));
    const { digest } = positionAt(EPOCH, to, this.digestAt(to));
    return { type: 'run', stream: roomStream(ROOM), from, to, events, people, digest };
  }

  reset(): ResetFrame {
    const seq = this.head;
    const all = this.liveAt(seq);
    return {
      type: 'reset',
      stream: roomStream(ROOM),
      epoch: EPOCH,
      seq,
      digest: this.digestAt(seq),
      state: {
        kind: 'room',
        room: this.roomAt(seq),
        messages: all.slice(-SNAPSHOT_MESSAGES),
        olderExist: all.length > SNAPSHOT_MESSAGES,
        members: { count: 3, digest: DIGEST_BEFORE_FIRST.slice(32) },
        latest: this.latestAt(seq),
      },
      people: [],
    };
  }

  live(): LiveFrame {
    const seq = this.head;
    const digest = this.digestAt(seq);
    return { type: 'live', stream: roomStream(ROOM), epoch: EPOCH, seq, digest };
  }

  /** A page as of now, for the query of a request's path. */
  page(path: string): MessagePage {
    const query = new URL(path, 'http://hearth').searchParams;
    const asOf = this.head;
    const all = this.liveAt(asOf);
    const [at, id] = [...query].find(([name]) => name !== 'at_least') ?? ['newest', '0'];
    const seq = this.#seqOf(Number(id));
    const before = all.filter((message) => message.seq < seq);
    const after = all.filter((message) => message.seq > seq);
    const messages = {
      newest: all.slice(-PAGE_MESSAGES),
      before: before.slice(-PAGE_MESSAGES),
      after: after.slice(0, PAGE_MESSAGES),
      around: [
        ...before.slice(-PAGE_MESSAGES),
        ...all.filter((message) => message.seq === seq),
        ...after.slice(0, PAGE_MESSAGES),
      ],
    }[at as 'newest' | 'before' | 'after' | 'around'];
    const [first, last] = [messages[0]?.seq ?? seq, messages.at(-1)?.seq ?? seq];
    const olderExist = all.some((message) => message.seq < first);
    const newerExist = all.some((message) => message.seq > last);
    const digest = this.digestAt(asOf);
    return { roomId: ROOM, asOf, digest, messages, olderExist, newerExist };
  }

  roomAt(seq: Sequence) {
    const named = this.#events
      .slice(0, seq)
      .filter(({ event }) => /^room\.(c|ren)/.test(event.kind));
    const last = named.at(-1)?.event;
    const { name } = JSON.parse(last?.data ?? '{}') as { name: string };
    const changedAt = last?.seq ?? 0;
    return { id: ROOM, name, kind: 'open', creatorId: 1 as UserId, changedAt } as const;
  }

  /** The live messages as they were at a sequence. */
  liveAt(seq: Sequence): readonly LiveMessage[] {
    const messages = new Map<MessageId, LiveMessage>();
    for (const { event, full, messageId } of this.#events.slice(0, seq)) {
      if (messageId === null) continue;
      const data = JSON.parse(event.data) as { revision: number; clientMessageId: ClientMessageId };
      const before = messages.get(messageId);
      if (event.kind === 'message.deleted') messages.delete(messageId);
      else if (before !== undefined) {
        const { revision } = data;
        messages.set(messageId, {
          ...before,
          revision,
          body: full?.body ?? '',
          changedAt: event.seq,
        });
      } else {
        messages.set(messageId, {
          id: messageId,
          roomId: ROOM,
          authorId: event.actor ?? (0 as UserId),
          clientMessageId: data.clientMessageId,
          seq: event.seq,
          at: event.at,
          revision: 1,
          changedAt: event.seq,
          state: 'live',
          body: full?.body ?? '',
        });
      }
    }
    return [...messages.values()];
  }

  /** The newest live messages at a sequence, but for one. */
  latestAt(seq: Sequence, without?: MessageId): Latest {
    const left = this.liveAt(seq).filter(({ id }) => id !== without);
    const newest = left.at(-1);
    if (newest === undefined) return NOTHING_POSTED;
    const other = left.findLast(({ authorId }) => authorId !== newest.authorId);
    return { seq: newest.seq, authorId: newest.authorId, otherSeq: other?.seq ?? 0 };
  }

  roomHead(): RoomHead {
    return [ROOM, this.head, this.latestAt(this.head)];
  }

  /** Canonical text of what the room shows from one sequence to another, at a sequence. */
  window(range: { readonly from: Sequence; readonly to: Sequence; readonly at: Sequence }): string {
    const { from, to, at } = range;
    return canonicalWindow({ room: this.roomAt(at), from, to, messages: this.liveAt(at) });
  }

  #post(by: number, key?: string): void {
    const seq = this.head + 1;
    const clientMessageId = key ?? `key-${seq}`;
    const body = key === undefined ? `body ${seq}` : `body of ${key}`;
    this.#messages += 1;
    const messageId = (100 + this.#messages) as MessageId;
    const data = { messageId, revision: 1, clientMessageId };
    this.#append('message.posted', data, { actor: by, messageId, body });
  }

  #change(kind: 'edit' | 'delete', pick: number): void {
    const live = this.liveAt(this.head);
    const message = live[pick % Math.max(live.length, 1)];
    if (message === undefined) return;
    const { id: messageId, authorId: actor, revision } = message;
    if (kind === 'delete') {
      const latest = this.latestAt(this.head, messageId);
      this.#append('message.deleted', { messageId, latest }, { actor, messageId });
    } else {
      const data = { messageId, revision: revision + 1 };
      this.#append('message.edited', data, { actor, messageId, body: `body ${this.head + 1}` });
    }
  }

  #append(
    kind: string,
    data: object,
    more: { readonly actor: number; readonly messageId?: MessageId; readonly body?: string },
  ): void {
    const seq = this.head + 1;
    const { actor, messageId = null, body } = more;
    const salt = seq.toString(16).padStart(32, '0');
    const full = body === undefined ? null : { body, salt };
    const event = { seq, at: 1000 + seq, actor: actor as UserId, kind, data: JSON.stringify(data) };
    const digest = chainDigest(sha256, {
      ...event,
      previous: this.digestAt(seq - 1),
      stream: roomStream(ROOM),
      contentHash: full === null ? null : contentHash(sha256, full.salt, full.body),
    });
    this.#events.push({ event, full, messageId, digest });
  }

  #read({ event, full, messageId }: Logged): RunEvent {
    if (full === null) return event;
    const isSuperseded = this.#events.some(
      (later) => later.messageId === messageId && later.event.seq > event.seq,
    );
    const content: EventContent = isSuperseded
      ? { withheld: contentHash(sha256, full.salt, full.body) }
      : full;
    return { ...event, content };
  }

  #seqOf(id: number): Sequence {
    const posted = this.#events.find(
      (entry) => entry.messageId === id && entry.event.kind === 'message.posted',
    );
    return posted?.event.seq ?? 0;
  }
}
