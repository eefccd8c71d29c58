import type { MessageRecord, Snapshot } from '../../ports/store.js';
import { assert } from '../vocabulary/assert.js';
import type { EventData, KnownEvent } from '../vocabulary/events.js';
import { roomOfStream, type MessageId, type RoomId, type StreamName } from '../vocabulary/ids.js';
import { PAGE_MESSAGES_MAX } from '../vocabulary/limits.js';
import type { Message } from '../vocabulary/messages.js';
import type { Sequence } from '../vocabulary/position.js';
import type { Room } from '../vocabulary/rooms.js';
import { known } from './known.js';
import type { Findings } from './finding.js';
import type { Stretch, StretchCheck } from './stream-audit.js';

type Of<Kind extends KnownEvent['kind']> = Extract<KnownEvent, { kind: Kind }>;

/** What a room's events say about its record. */
type Told = Pick<Room, 'name' | 'creatorId' | 'changedAt'> & { readonly kind: string };

/**
 * Compares a room's events with its record, members and messages. Holds one stretch and one name.
 */
export class RoomAudit implements StretchCheck {
  readonly #findings: Findings;
  readonly #roomId: RoomId;
  #told: Told | null = null;

  constructor(findings: Findings, stream: StreamName) {
    const roomId = roomOfStream(stream);
    assert(roomId !== null, 'a room audit follows the stream of a room');
    this.#findings = findings;
    this.#roomId = roomId;
  }

  async check(snapshot: Snapshot, stretch: Stretch): Promise<void> {
    const posted = new Map<number, MessageId>();
    for (const raw of stretch.events) {
      const event = known(this.#findings, stretch.stream, raw);
      if (event === null) continue;
      if (event.kind === 'message.posted') posted.set(event.seq, event.data.messageId);
      await this.#checkEvent(snapshot, stretch.stream, event);
    }
    await this.#checkRows(snapshot, stretch, posted);
    if (stretch.isLast) await this.#checkRoom(snapshot);
  }

  async #checkEvent(snapshot: Snapshot, stream: StreamName, event: KnownEvent): Promise<void> {
    switch (event.kind) {
      case 'room.created':
        this.#learn(event);
        return;
      case 'room.renamed':
        if (this.#told !== null) {
          this.#told = { ...this.#told, name: event.data.name, changedAt: event.seq };
        }
        return;
      case 'message.posted':
        return this.#checkPosted(snapshot, stream, event);
      case 'message.edited':
      case 'message.deleted':
        return this.#checkChanged(snapshot, event);
      default:
        this.#findings.addMisplaced(stream, event);
    }
  }

  #learn(event: Of<'room.created'>): void {
    const { name, kind } = event.data;
    if (event.actor === null) return;
    this.#told = { name, kind, creatorId: event.actor, changedAt: event.seq };
  }

  async #checkPosted(
    snapshot: Snapshot,
    stream: StreamName,
    event: Of<'message.posted'>,
  ): Promise<void> {
    const record = await this.#message(snapshot, event);
    if (record === null) return;
    const { message } = record;
    const agrees =
      message.roomId === this.#roomId &&
      message.seq === event.seq &&
      message.at === event.at &&
      message.authorId === event.actor &&
      message.clientMessageId === event.data.clientMessageId;
    if (!agrees) this.#mismatch(message.id, 'It is not what its posting says.');
    if (message.changedAt !== event.seq && !(await hasLastChange(snapshot, stream, record))) {
      this.#findings.add(
        'event_missing',
        `message ${message.id}`,
        `${stream} event ${message.changedAt} should be its last change and is not.`,
      );
    }
    const hasContent = message.state === 'live' && message.revision === 1;
    if (hasContent !== isPresent(event)) this.#mismatch(message.id, contentProblem(hasContent));
  }

  async #checkChanged(
    snapshot: Snapshot,
    event: Of<'message.edited'> | Of<'message.deleted'>,
  ): Promise<void> {
    const record = await this.#message(snapshot, event);
    if (record === null) return;
    const { message, salt } = record;
    if (event.kind === 'message.deleted') {
      if (message.state === 'live') this.#mismatch(message.id, 'It was deleted and is there.');
      if (salt !== null) this.#mismatch(message.id, 'It was deleted and its salt is there.');
      return;
    }
    const hasContent = message.state === 'live' && message.revision === event.data.revision;
    if (hasContent !== isPresent(event)) this.#mismatch(message.id, contentProblem(hasContent));
  }

  async #message(
    snapshot: Snapshot,
    event: { readonly seq: number; readonly data: EventData['message.deleted'] },
  ): Promise<MessageRecord | null> {
    const record = await snapshot.message(event.data.messageId);
    if (record === null) {
      const subject = `message ${event.data.messageId}`;
      const problem = `room:${this.#roomId} event ${event.seq} speaks of it and it is not there.`;
      this.#findings.add('message_missing', subject, problem);
    }
    return record;
  }

  async #checkRows(
    snapshot: Snapshot,
    stretch: Stretch,
    posted: ReadonlyMap<number, MessageId>,
  ): Promise<void> {
    const last = stretch.events.at(-1)?.seq ?? stretch.after;
    const rows = await snapshot.messagesBetween(this.#roomId, stretch.after + 1, last);
    const messages = rows.map((record) => record.message);
    if (stretch.isLast) messages.push(...(await this.#beyond(snapshot, last)));
    for (const message of messages) {
      if (posted.get(message.seq) === message.id) continue;
      const problem = `No event posted it at sequence ${message.seq} of room:${this.#roomId}.`;
      this.#findings.add('event_missing', `message ${message.id}`, problem);
    }
  }

  /**
   * The first messages after a room's head: there should be none, and one page of them says enough.
   */
  async #beyond(snapshot: Snapshot, head: Sequence): Promise<readonly Message[]> {
    const cursor = { at: 'after', seq: head } as const;
    return (await snapshot.page(this.#roomId, cursor, PAGE_MESSAGES_MAX)).messages;
  }

  async #checkRoom(snapshot: Snapshot): Promise<void> {
    const subject = `room ${this.#roomId}`;
    const room = await snapshot.room(this.#roomId);
    if (room === null) {
      this.#findings.add('room_missing', subject, 'It has events and no record.');
    } else if (this.#told === null) {
      this.#findings.add('event_missing', subject, 'No event created it.');
    } else if (!agree(room, this.#told)) {
      this.#findings.add('room_mismatch', subject, 'Its record is not what its events say.');
    }
    await this.#checkLatest(snapshot, subject);
    const members = await snapshot.memberCount(this.#roomId);
    if (members !== (await snapshot.peopleCount())) {
      const problem = 'Not everyone is a member of this open room.';
      this.#findings.add('membership_mismatch', subject, problem);
    }
  }

  /** The newest messages as their rows say, as far back as one page goes. */
  async #checkLatest(snapshot: Snapshot, subject: string): Promise<void> {
    const [found] = await snapshot.latestOf([this.#roomId]);
    const page = await snapshot.page(this.#roomId, { at: 'newest' }, PAGE_MESSAGES_MAX);
    const newest = page.messages.at(-1);
    const other = page.messages.findLast(({ authorId }) => authorId !== newest?.authorId);
    if (found === undefined) return;
    const { seq, authorId, otherSeq } = found.latest;
    const isNewest = seq === (newest?.seq ?? 0) && authorId === (newest?.authorId ?? null);
    const isOther =
      other === undefined ? page.olderExist || otherSeq === 0 : otherSeq === other.seq;
    if (isNewest && isOther) return;
    this.#findings.add('room_mismatch', subject, 'What it holds to be newest is not.');
  }

  #mismatch(id: MessageId, problem: string): void {
    this.#findings.add('message_mismatch', `message ${id}`, problem);
  }
}

function agree(room: Room, told: Told): boolean {
  return (
    room.name === told.name &&
    room.kind === told.kind &&
    room.creatorId === told.creatorId &&
    room.changedAt === told.changedAt
  );
}

function isPresent(event: Pick<KnownEvent, 'content'>): boolean {
  return event.content !== undefined && 'body' in event.content;
}

function contentProblem(expected: boolean): string {
  return expected
    ? 'Its content is missing.'
    : 'Content that was replaced or deleted is still there.';
}

/** The event that a row names as its last change: of the right kind, message and revision. */
async function hasLastChange(
  snapshot: Snapshot,
  stream: StreamName,
  { message }: MessageRecord,
): Promise<boolean> {
  const before = message.changedAt - 1;
  const { events } = await snapshot.eventsAfter(stream, before, { events: 1, bytes: 1 });
  const [raw] = events;
  if (raw?.seq !== message.changedAt) return false;
  const event = known(null, stream, raw);
  if (message.state === 'deleted') {
    return event?.kind === 'message.deleted' && event.data.messageId === message.id;
  }
  const isRevision = event?.kind === 'message.posted' || event?.kind === 'message.edited';
  return (
    isRevision && event.data.messageId === message.id && event.data.revision === message.revision
  );
}
