import { roomStream, type RoomId, type StreamName } from '../../../core/vocabulary/ids.js';
import type { Message } from '../../../core/vocabulary/messages.js';
import type { Log } from './log.js';
import { liveAt, revisionAt, type Messages, type ModelMessage } from './messages.js';
import type { Revisions } from './revisions.js';
import type { Bench } from './violation.js';

/** What one client shows of one room. */
export interface SeenRoom {
  readonly client: string;
  readonly roomId: RoomId;
  /** In the order in which they are shown. */
  readonly messages: readonly Message[];
  readonly olderExist: boolean;
  /** False where the stretch reaches the newest message. */
  readonly newerExist: boolean;
  /** What the client has applied of the room; null before its first snapshot. */
  readonly cursor: number | null;
}

/** Sequences of a stream, both ends included. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A place in a log, as a client or a page names it. */
export interface Cursor {
  readonly seq: number;
  readonly digest: string;
}

/** Watches what clients show and how far they say they are. */
export class Views {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #messages: Messages;
  readonly #revisions: Revisions;
  /** Sequence up to which all has reached a client over the wire, by client and stream. */
  readonly #reached = new Map<string, number>();
  readonly #cursors = new Map<string, Cursor>();
  /** Places that pages were read at, by client and stream, since it last began anew. */
  readonly #pages = new Map<string, Cursor[]>();
  /** Messages that were shown as they are stored: nobody changes one in place. */
  #agreed = new WeakMap<Message, ModelMessage>();

  constructor(parts: {
    readonly bench: Bench;
    readonly log: Log;
    readonly messages: Messages;
    readonly revisions: Revisions;
  }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
    this.#messages = parts.messages;
    this.#revisions = parts.revisions;
  }

  /** A run has reached a client, or, from 0 on, a snapshot. What is after a gap waits for it. */
  reached(client: string, stream: StreamName, { from, to }: Span): void {
    const key = `${client} ${stream}`;
    if (from === 0) this.#pages.delete(key);
    const before = this.#reached.get(key) ?? 0;
    if (from <= before + 1) this.#reached.set(key, Math.max(to, before));
  }

  /** A page of a room has come to a client. */
  paged(client: string, stream: StreamName, place: Cursor): void {
    const key = `${client} ${stream}`;
    this.#pages.set(key, [...(this.#pages.get(key) ?? []), place]);
  }

  /** The client begins anew: nothing of what it had applied counts any more. */
  restarted(client: string): void {
    for (const map of [this.#reached, this.#cursors, this.#pages]) {
      for (const key of map.keys()) if (key.startsWith(`${client} `)) map.delete(key);
    }
  }

  /** A client no longer follows a stream; when it does so again it begins anew. */
  forgot(client: string, stream: StreamName): void {
    this.#cursors.delete(`${client} ${stream}`);
  }

  /** What a client says that it has applied of a stream. */
  cursor(client: string, stream: StreamName, cursor: Cursor): void {
    const key = `${client} ${stream}`;
    const before = this.#cursors.get(key);
    if (before?.seq === cursor.seq && before.digest === cursor.digest) return;
    const comesBack = this.#isUndone(stream, before) && !this.#isUndone(stream, cursor);
    this.#cursors.set(key, cursor);
    this.#bench.judged('S-CURSOR-MONO');
    if (comesBack) this.#cameBack(client);
    else if (before !== undefined && cursor.seq < before.seq) {
      this.#position(key, `it went back from ${String(before.seq)} to ${String(cursor.seq)}`);
    }
    this.#checkPast(key, stream, { cursor, comesBack });
  }

  /** A position that has moved is not beyond what has reached the client. */
  checkReach(client: string, stream: StreamName, seq: number): void {
    const entity = `${client} ${stream}`;
    const reached = this.#reached.get(entity) ?? 0;
    if (seq <= reached) return;
    this.#position(entity, `it is at ${String(seq)}, and only ${String(reached)} has reached it`);
  }

  /** What was applied must be what the log holds, or held before an operator undid it. */
  #checkPast(
    key: string,
    stream: StreamName,
    { cursor, comesBack }: { readonly cursor: Cursor; readonly comesBack: boolean },
  ): void {
    const event = this.#log.event(stream, cursor.seq);
    if (cursor.seq === 0 || event?.digest === cursor.digest) return;
    const place = String(cursor.seq);
    if (comesBack) this.#stale(key, `at ${place} it went on from what a restore has undone`);
    else if (event !== null && !this.#isUndone(stream, cursor)) {
      this.#timeline(key, `what it applied up to ${place} is not what the log holds`);
    }
  }

  /**
   * Whether what a client shows of a stream is of what a restore has undone: as far as its log
   * goes, or by a page that was ahead of that. The end shows whether it finds out.
   */
  isUndone(client: string, stream: StreamName): 'log' | 'page' | null {
    const key = `${client} ${stream}`;
    const cursor = this.#cursors.get(key);
    if (this.#isUndone(stream, cursor)) return 'log';
    const ahead = (this.#pages.get(key) ?? []).filter(({ seq }) => seq > (cursor?.seq ?? 0));
    return ahead.some((place) => this.#isUndone(stream, place)) ? 'page' : null;
  }

  /** Whether a client is at a place that there is no more, since an older copy was restored. */
  #isUndone(stream: StreamName, cursor: Cursor | undefined): boolean {
    if (this.#log.restores === 0 || cursor === undefined || cursor.seq === 0) return false;
    const { seq, digest } = cursor;
    return this.#log.event(stream, seq)?.digest !== digest && this.#log.wasAt(stream, seq, digest);
  }

  /** A client has left what was undone: what it shows from now on is of the log as it is. */
  #cameBack(client: string): void {
    this.#revisions.forget(client);
    this.#agreed = new WeakMap();
  }

  /**
   * What is shown must be a stretch of the room without holes, as of what the client has applied.
   */
  seen(shown: SeenRoom): void {
    const { client, roomId, messages } = shown;
    // What is beyond has not reached it: the position alone is wrong then.
    const reached = this.#reached.get(`${client} ${roomStream(roomId)}`) ?? Infinity;
    const room = { ...shown, cursor: Math.min(shown.cursor ?? 0, reached) };
    this.#bench.judged('S-TIMELINE');
    const entity = `${client} ${roomStream(roomId)}`;
    if (this.isUndone(client, roomStream(roomId)) !== null) return;
    let last = 0;
    for (const message of messages) {
      if (message.seq <= last) {
        this.#timeline(entity, `message ${String(message.id)} is shown twice or out of order`);
        return;
      }
      last = message.seq;
      this.#compare(entity, message, room);
    }
    const first = messages[0]?.seq;
    if (first === undefined) return;
    const upTo = room.newerExist ? last : Math.max(last, room.cursor);
    if (this.#log.restores === 0) this.#checkEnds(room, first, last);
    this.#checkHoles(room, { from: room.olderExist ? first : 0, to: upTo });
  }

  /** At the end: the whole room, from its first live message to its newest. */
  seenWhole(room: SeenRoom): void {
    const entity = `${room.client} ${roomStream(room.roomId)}`;
    const head = this.#log.head(roomStream(room.roomId));
    const expected = this.#messages.inRoom(room.roomId).filter((message) => liveAt(message, head));
    const shown = room.messages.filter((message) => message.state === 'live');
    for (const message of shown) this.#compare(entity, message, { ...room, cursor: head });
    for (const [index, model] of expected.entries()) {
      const message = shown[index];
      if (message?.id === model.id && message.revision === revisionAt(model, head)) continue;
      const detail =
        message?.id === model.id
          ? `message ${String(model.id)} is shown as it was before it was edited`
          : `message ${String(model.id)} is not shown in its place`;
      this.#timeline(entity, detail);
      return;
    }
    if (shown.length !== expected.length) {
      this.#timeline(entity, `${String(shown.length)} are shown of ${String(expected.length)}`);
    }
  }

  #compare(entity: string, message: Message, room: SeenRoom): void {
    const before = this.#agreed.get(message);
    if (before !== undefined && hasOneState(before)) return;
    const cursor = room.cursor ?? 0;
    const model = this.#messages.byId(message.id);
    const name = `message ${String(message.id)}`;
    if (model?.roomId !== message.roomId || model.seq !== message.seq) {
      this.#disagree(entity, `${name} is shown, and the store has none like it`);
      return;
    }
    if (message.authorId !== model.authorId || message.at !== model.at) {
      this.#disagree(entity, `${name} has another author or time than in the store`);
    }
    if (message.state === 'deleted') {
      if (model.deletedSeq === null)
        this.#disagree(entity, `${name} is live, and shown as deleted`);
      this.#revisions.shown(room.client, message, model);
      return;
    }
    if (model.revisions[message.revision - 1]?.body !== message.body) {
      this.#disagree(
        entity,
        `${name} is shown with another text than revision ${String(message.revision)}`,
      );
    } else if (message.revision < revisionAt(model, cursor)) {
      this.#stale(entity, `${name} is shown as it was before an edit that was applied`);
    } else if (model.deletedSeq !== null && model.deletedSeq <= cursor) {
      this.#stale(entity, `${name} is shown after its deletion was applied`);
    } else this.#agreed.set(message, model);
    this.#bench.judged('S-RESUME-EQUIV');
    this.#revisions.shown(room.client, message, model);
  }

  #checkHoles(room: SeenRoom, stretch: { readonly from: number; readonly to: number }): void {
    const { messages, roomId } = room;
    const cursor = room.cursor ?? 0;
    // Both are in order of sequence.
    let at = 0;
    const hole = this.#messages.inRoom(roomId).find((message) => {
      if (message.seq < stretch.from) return false;
      while ((messages[at]?.seq ?? Infinity) < message.seq) at += 1;
      if (messages[at]?.id === message.id) return false;
      if (at > 0 && at < messages.length) this.#passedOver(room.client, message);
      return mustBeShown(message, stretch, cursor);
    });
    if (hole === undefined) return;
    const entity = `${room.client} ${roomStream(room.roomId)}`;
    const place = `message ${String(hole.id)} at ${String(hole.seq)}`;
    this.#timeline(entity, `${place} is missing between messages that are shown`);
  }

  /** What a restore has undone may have been deleted there, and be live here. */
  #passedOver(client: string, message: ModelMessage): void {
    if (this.#log.restores === 0) this.#revisions.passedOver(client, message);
  }

  /** More is said to be there only where there is, or was, something. */
  #checkEnds(room: SeenRoom, first: number, last: number): void {
    const all = this.#messages.inRoom(room.roomId);
    const entity = `${room.client} ${roomStream(room.roomId)}`;
    if (room.olderExist && (all[0]?.seq ?? Infinity) >= first) {
      this.#timeline(entity, 'older messages are said to be there, and are not');
    }
    if (room.newerExist && (all.at(-1)?.seq ?? 0) <= last) {
      this.#timeline(entity, 'newer messages are said to be there, and are not');
    }
  }

  #position(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'S-CURSOR-MONO', entity, detail });
  }

  #timeline(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'S-TIMELINE', entity, detail });
  }

  /** Whoever starts anew at the same position sees another state. */
  #stale(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'S-RESUME-EQUIV', entity, detail });
  }

  #disagree(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'S-ORDER-AGREE', entity, detail });
  }
}

/** One that was never edited or deleted is shown in one way, whatever a client has applied. */
function hasOneState({ revisions, deletedSeq }: ModelMessage): boolean {
  return revisions.length === 1 && deletedSeq === null;
}

/**
 * One that was ever deleted may be there or not: pages and snapshots leave it out. One that is
 * edited by an event which the client has not applied may be there or not: the log withholds its
 * older text.
 */
function mustBeShown(
  message: ModelMessage,
  stretch: { readonly from: number; readonly to: number },
  cursor: number,
): boolean {
  const { seq, deletedSeq, revisions } = message;
  const newest = revisions[revisions.length - 1]?.seq ?? seq;
  if (deletedSeq !== null || (newest > seq && newest > cursor)) return false;
  return seq >= stretch.from && seq <= stretch.to;
}
