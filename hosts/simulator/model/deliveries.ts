import type {
  ClientFrame,
  LiveFrame,
  ResetFrame,
  RunFrame,
  ServerFrame,
} from '../../../core/vocabulary/frames.js';
import type { RunEvent } from '../../../core/vocabulary/events.js';
import { roomOfStream, type StreamName } from '../../../core/vocabulary/ids.js';
import { PAGE_MESSAGES_MAX } from '../../../core/vocabulary/limits.js';
import type { CommittedEvent, Log } from './log.js';
import { liveAt, revisionAt, type Messages } from './messages.js';
import type { Revisions } from './revisions.js';
import type { Bench } from './violation.js';

/** What one connection has been sent of one stream. */
interface Sent {
  /** Head of the stream when the newest join was heard. */
  readonly joinedAt: number;
  /** Last sequence that was sent or that the client said it has; null before either. */
  last: number | null;
  /** Set by a join until something answers it. */
  asked: {
    readonly from: number | null;
    /** The first half of the digest there, as its client has it. */
    readonly digest: string;
    readonly head: number;
    begun: boolean;
  } | null;
}

/**
 * Watches what the server hands to each connection, before the network can touch it: a join and
 * what follows it cover every sequence once, and every event is the one that was committed.
 */
export class Deliveries {
  readonly #connections = new Map<string, Map<StreamName, Sent>>();
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #messages: Messages;
  readonly #revisions: Revisions;
  readonly #welcomed = new Set<string>();
  /** Newest sequence that each process has sent of each stream. */
  readonly #told = new Map<string, number>();
  #resumes = 0;
  #resets = 0;

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

  /** Joins that went on from a position. */
  get resumes(): number {
    return this.#resumes;
  }

  /** Streams that were started anew. */
  get resets(): number {
    return this.#resets;
  }

  /** Last sequence of a stream that a connection was sent, or has said that it has. */
  lastSent(connection: string, stream: StreamName): number | null {
    return this.#connections.get(connection)?.get(stream)?.last ?? null;
  }

  /** Streams that a connection has joined and not left. `isAsked`: its join is not answered yet. */
  followedBy(connection: string): readonly {
    readonly stream: StreamName;
    readonly isAsked: boolean;
    readonly last: number | null;
  }[] {
    const streams = this.#connections.get(connection) ?? [];
    return [...streams].map(([stream, { asked, last }]) => ({
      stream,
      isAsked: asked !== null && !asked.begun,
      last,
    }));
  }

  serverGot(connection: string, frame: ClientFrame): void {
    const streams = this.#connections.get(connection) ?? new Map<StreamName, Sent>();
    this.#connections.set(connection, streams);
    if (frame.type === 'leave') streams.delete(frame.stream);
    if (frame.type !== 'join') return;
    const from = frame.position?.seq ?? null;
    const last = streams.get(frame.stream)?.last ?? null;
    const head = this.#log.head(frame.stream);
    const asked = { from, digest: frame.position?.digest ?? '', head, begun: false };
    streams.set(frame.stream, { last, joinedAt: head, asked });
  }

  /** @param process - that sends it: what it has sent to one it knows for all. */
  serverSent(connection: string, frame: ServerFrame, process = ''): void {
    this.#checkWelcome(connection, frame);
    switch (frame.type) {
      case 'run':
        this.#run(connection, frame);
        this.#checkTexts(connection, frame, process);
        return;
      case 'reset':
        this.#reset(connection, frame);
        return;
      case 'live':
        this.#live(connection, frame);
        return;
      case 'denied':
        this.#connections.get(connection)?.delete(frame.stream);
        return;
      default:
    }
  }

  /** A process tells the others how far streams are. */
  published(runs: readonly { readonly stream: StreamName; readonly to: number }[]): void {
    this.#bench.judged('S-FANOUT-AFTER-COMMIT');
    for (const { stream, to } of runs) {
      if (to <= this.#log.head(stream)) continue;
      const entity = `${stream}@${String(to)}`;
      const detail = 'it was told to other processes before it was committed';
      this.#bench.report({ invariant: 'S-FANOUT-AFTER-COMMIT', entity, detail });
    }
  }

  ended(connection: string): void {
    this.#welcomed.delete(connection);
    this.#connections.delete(connection);
  }

  /** When nothing moves any more: whoever follows a stream has been sent its head. */
  checkQuiet(connection: string): void {
    for (const [stream, { last }] of this.#connections.get(connection) ?? []) {
      const head = this.#log.head(stream);
      if (last === head) continue;
      const detail = `it was sent up to ${String(last)} of ${String(head)}, and nothing more comes`;
      this.#gap(connection, stream, detail);
    }
  }

  #sent(connection: string, stream: StreamName): Sent {
    const known = this.#connections.get(connection)?.get(stream);
    return known ?? { last: null, joinedAt: 0, asked: null };
  }

  #run(connection: string, frame: RunFrame): void {
    const sent = this.#sent(connection, frame.stream);
    const { stream, from, to, events, digest } = frame;
    const { asked } = sent;
    this.#bench.judged('S-NO-GAP-AT-HANDOVER');
    // Until it has begun, what a join asked for comes after its position; older runs may still
    // come.
    const resumed = asked?.from != null && !asked.begun && from === asked.from + 1;
    if (resumed) {
      asked.begun = true;
      this.#checkPast(connection, stream, asked);
    }
    this.#bench.judged('S-NO-EARLY-EVENT');
    if (!resumed && sent.last === null) {
      this.#early(connection, `${stream} ${String(from)} to ${String(to)} before its join is live`);
    } else if (!resumed && (sent.last === null || from !== sent.last + 1)) {
      const place = String(sent.last ?? asked?.from);
      this.#gap(connection, stream, `after ${place} it was sent ${String(from)} to ${String(to)}`);
    }
    const whole = events.length === to - from + 1;
    if (!whole || events.some((event, index) => event.seq !== from + index)) {
      this.#gap(connection, stream, `a run of ${String(from)} to ${String(to)} has holes`);
    }
    sent.last = to;
    for (const event of events) this.#compare(stream, event);
    if (this.#log.event(stream, to)?.digest.startsWith(digest) === false) {
      this.#disagree(`${stream}@${String(to)}`, 'a run has another digest than the log');
    }
  }

  #checkTexts(connection: string, { stream, events, to }: RunFrame, process: string): void {
    const { joinedAt: head } = this.#sent(connection, stream);
    const place = `${process} ${stream}`;
    const told = this.#told.get(place) ?? 0;
    for (const event of events) this.#checkText({ connection, head, told }, { stream, event });
    this.#told.set(place, Math.max(told, to));
  }

  #reset(connection: string, frame: ResetFrame): void {
    const sent = this.#sent(connection, frame.stream);
    this.#resets += 1;
    sent.last = frame.seq;
    sent.asked = null;
    this.#compareSnapshot(frame);
    this.#checkUndone(connection, frame);
  }

  /** Only a restore takes anything back. */
  #checkUndone(connection: string, { stream, undone }: ResetFrame): void {
    if (undone !== true) return;
    this.#bench.judged('S-RESUME-EQUIV');
    if (this.#log.restores > 0) return;
    const entity = `${connection} ${stream}`;
    const detail = 'it is told that its past is undone, and nothing was';
    this.#bench.report({ invariant: 'S-RESUME-EQUIV', entity, detail });
  }

  #live(connection: string, frame: LiveFrame): void {
    const sent = this.#sent(connection, frame.stream);
    const { asked } = sent;
    if (asked !== null && (sent.last === null || asked.from === frame.seq)) sent.last = asked.from;
    if (asked !== null) {
      this.#resumes += 1;
      if (!asked.begun) this.#checkPast(connection, frame.stream, asked);
    }
    sent.asked = null;
    if (sent.last === null) {
      this.#early(connection, `${frame.stream} is said to be live before anything of it was sent`);
    } else if (sent.last < frame.seq) {
      const live = String(frame.seq);
      const detail = `it was said to be live at ${live}, sent up to ${String(sent.last)}`;
      this.#gap(connection, frame.stream, detail);
    } else if (asked !== null && frame.seq < asked.head) {
      const detail = `it was said to be live at ${String(frame.seq)}, below the head at its join`;
      this.#gap(connection, frame.stream, detail);
    }
  }

  /** Only who has applied what the log holds goes on from there. */
  #checkPast(
    connection: string,
    stream: StreamName,
    { from, digest }: { readonly from: number | null; readonly digest: string },
  ): void {
    if (from === null || from === 0) return;
    this.#bench.judged('S-RESUME-EQUIV');
    if (this.#log.event(stream, from)?.digest.startsWith(digest) === true) return;
    const detail = `it goes on after ${String(from)} with a past that the log does not have`;
    const entity = `${connection} ${stream}`;
    this.#bench.report({ invariant: 'S-RESUME-EQUIV', entity, detail });
  }

  /** Nothing is said to a connection before it is welcome, but why it can't be. */
  #checkWelcome(connection: string, { type }: ServerFrame): void {
    if (this.#welcomed.has(connection) || type === 'refused' || type === 'goaway') return;
    this.#bench.judged('S-NO-EARLY-EVENT');
    if (type === 'welcome') this.#welcomed.add(connection);
    else this.#early(connection, `a frame of type ${type} before it is welcome`);
  }

  #checkText(
    to: Parameters<Revisions['sent']>[0],
    { stream, event }: { readonly stream: StreamName; readonly event: RunEvent },
  ): void {
    const committed = this.#log.event(stream, event.seq);
    if (committed === null || event.content === undefined || !('body' in event.content)) return;
    this.#revisions.sent(to, committed);
  }

  #early(connection: string, what: string): void {
    const detail = `it was sent ${what}`;
    this.#bench.report({ invariant: 'S-NO-EARLY-EVENT', entity: connection, detail });
  }

  #gap(connection: string, stream: StreamName, detail: string): void {
    this.#bench.report({
      invariant: 'S-NO-GAP-AT-HANDOVER',
      entity: `${connection} ${stream}`,
      detail,
    });
  }

  #compare(stream: StreamName, event: RunEvent): void {
    const committed = this.#log.event(stream, event.seq);
    this.#bench.judged('S-FANOUT-AFTER-COMMIT');
    const entity = `${stream}@${String(event.seq)}`;
    if (committed === null) {
      const detail = 'it was sent to a client before it was committed';
      this.#bench.report({ invariant: 'S-FANOUT-AFTER-COMMIT', entity, detail });
      return;
    }
    const difference = this.#difference(event, committed);
    if (difference !== null) this.#disagree(entity, difference);
  }

  #difference(event: RunEvent, committed: CommittedEvent): string | null {
    this.#bench.judged('S-ORDER-AGREE');
    const { kind, data, actor, at, content } = event;
    if (kind !== committed.kind || data !== committed.data) return 'kind or data differ';
    if (actor !== committed.actor || at !== committed.at) return 'actor or time differ';
    if ((content === undefined) !== (committed.content === null)) return 'content is amiss';
    if (content === undefined || committed.content === null) return null;
    const { messageId, revision, body, hash } = committed.content;
    if ('body' in content) return content.body === body ? null : 'another text was sent';
    if (content.withheld !== hash) return 'another content hash was sent';
    const message = this.#messages.byId(messageId);
    const superseded =
      message !== null && (message.deletedSeq !== null || message.revisions.length > revision);
    return superseded ? null : 'the newest text was withheld';
  }

  #compareSnapshot({ stream, seq, digest, state }: ResetFrame): void {
    const entity = `${stream}@${String(seq)}`;
    const committed = this.#log.event(stream, seq);
    if (seq > 0 && committed?.digest !== digest) {
      this.#disagree(entity, 'a snapshot has another digest than the log');
    }
    const roomId = roomOfStream(stream);
    if (roomId === null || state.kind !== 'room') return;
    if (state.room.name !== this.#messages.roomName(roomId, seq)) {
      this.#disagree(entity, 'a snapshot has another room name');
    }
    const live = this.#messages.inRoom(roomId).filter((message) => liveAt(message, seq));
    const expected = live.slice(-PAGE_MESSAGES_MAX);
    const missing =
      state.messages.length !== expected.length ||
      state.messages.some((message, index) => message.id !== expected[index]?.id);
    if (missing || state.olderExist !== live.length > expected.length) {
      this.#gap('a snapshot', stream, `at ${String(seq)} it has not the newest live messages`);
      return;
    }
    for (const [index, message] of state.messages.entries()) {
      const model = expected[index];
      if (message.state !== 'live' || model === undefined) continue;
      const body = model.revisions[message.revision - 1]?.body;
      if (message.revision !== revisionAt(model, seq) || message.body !== body) {
        this.#disagree(entity, `a snapshot has another text of message ${String(message.id)}`);
      }
    }
  }

  #disagree(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'S-ORDER-AGREE', entity, detail });
  }
}
