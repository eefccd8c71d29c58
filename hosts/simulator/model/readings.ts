import {
  roomOfStream,
  roomStream,
  userStream,
  type RoomId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { Latest, ReadPosition, RoomReading } from '../../../core/vocabulary/reading.js';
import type { CommittedEvent, Log } from './log.js';
import { liveAt, type Messages } from './messages.js';
import type { Bench } from './violation.js';

/** Mentions of a room that are counted. */
const MENTIONS_COUNTED = 100;

/** What one room is to one person. */
interface Standing {
  readonly read: ReadPosition;
  readonly involvement: string;
  /** Places of the messages that mention them, read or not. */
  readonly mentions: ReadonlySet<number>;
}

type Standings = ReadonlyMap<RoomId, Standing>;

/** What a client shows of its person's own stream. */
export interface ShownReadings {
  readonly client: string;
  readonly userId: UserId;
  /** What it has applied of that stream. */
  readonly cursor: { readonly seq: number; readonly digest: string };
  readonly readings: ReadonlyMap<RoomId, RoomReading>;
}

/** A line of a client's room list. */
export interface ShownLatest {
  readonly id: RoomId;
  readonly head: number;
  readonly latest: Latest;
}

/** A message that a unit has changed. */
interface Touched {
  readonly roomId: RoomId;
  readonly seq: number;
  readonly body: string | null;
  /** Who could be meant: whoever comes later in the same commit is not. */
  readonly people: ReadonlyMap<UserId, string>;
}

/** Knows how far everybody has read, what is newest for them, and who was mentioned. */
export class Readings {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #messages: Messages;
  readonly #people = new Map<UserId, string>();
  /** What each person's stream said after each of its events; at 0 what it was when they came. */
  readonly #told = new Map<UserId, Standings[]>();
  readonly #shown = new Map<string, ReadPosition>();
  /** Messages whose mentions the rest of their unit must say. */
  readonly #touched = new Map<string, Touched>();

  constructor(parts: { readonly bench: Bench; readonly log: Log; readonly messages: Messages }) {
    this.#bench = parts.bench;
    this.#log = parts.log;
    this.#messages = parts.messages;
  }

  /** The client begins anew. */
  forget(client: string): void {
    for (const key of this.#shown.keys()) if (key.startsWith(`${client} `)) this.#shown.delete(key);
  }

  /** An older copy has been restored: what came after it was never said, nor who came with it. */
  restored(): void {
    this.#shown.clear();
    const there = new Set<number>();
    for (const { kind, data } of this.#log.events('account')) {
      if (kind === 'person.joined') there.add((JSON.parse(data) as { userId: number }).userId);
    }
    for (const [userId, told] of this.#told) {
      told.splice(this.#log.head(userStream(userId)) + 1);
      if (there.has(userId)) continue;
      this.#told.delete(userId);
      this.#people.delete(userId);
    }
  }

  /** Somebody has come: what the rooms held then is read. */
  joined(userId: UserId, name: string): void {
    if (this.#people.has(userId)) return;
    this.#people.set(userId, name);
    const rooms = this.#messages.rooms.map((roomId) => {
      const read = { generation: 1, seq: this.#log.head(roomStream(roomId)) };
      return [roomId, { read, involvement: 'mentions', mentions: new Set<number>() }] as const;
    });
    this.#told.set(userId, [new Map(rooms)]);
  }

  /** An event that has its place in the log. */
  committed(event: CommittedEvent): void {
    if (event.stream.startsWith('user:'))
      this.#tell(Number(event.stream.slice(5)) as UserId, event);
    else this.#touch(event);
  }

  /** The end of what one look at the file has brought: every unit is whole. */
  committedAll(): void {
    for (const touched of this.#touched.values()) this.#checkMentions(touched);
    this.#touched.clear();
  }

  /** What a client shows of its person's rooms. */
  shown({ client, userId, cursor, readings }: ShownReadings): void {
    const standings = this.#told.get(userId)?.[cursor.seq];
    const event = this.#log.event(userStream(userId), cursor.seq);
    // What a restore has undone is judged no more.
    if (standings === undefined || (cursor.seq > 0 && event?.digest !== cursor.digest)) return;
    this.#bench.judged('S-UNREAD');
    for (const roomId of new Set([...readings.keys(), ...standings.keys()])) {
      const entity = `${client} ${roomStream(roomId)}`;
      const expected = standings.get(roomId) ?? NEW_ROOM;
      const found = readings.get(roomId);
      if (found !== undefined) this.#compare(entity, found, expected);
      else if (standings.get(roomId) !== undefined && !isNew(expected)) {
        this.#wrong(entity, 'what the person has read of the room is not there');
      }
      this.#checkBack(entity, found?.read ?? expected.read);
    }
  }

  /**
   * What is newest in each room, as a client's list shows it. A list does not say of which history
   * it is: once one was undone, it is judged at the end, when everybody has come to the new one.
   */
  listed(client: string, rooms: readonly ShownLatest[], isEnd = false): void {
    if (this.#log.restores > 0 && !isEnd) return;
    for (const { id, head, latest } of rooms) {
      if (head > this.#log.head(roomStream(id))) continue;
      this.#bench.judged('S-UNREAD');
      const expected = this.latestAt(id, head);
      const isSame =
        expected.seq === latest.seq &&
        expected.authorId === latest.authorId &&
        expected.otherSeq === latest.otherSeq;
      if (isSame) continue;
      const entity = `${client} list ${roomStream(id)}`;
      const said = JSON.stringify(latest);
      this.#wrong(
        entity,
        `at ${String(head)} it says ${said}, and it is ${JSON.stringify(expected)}`,
      );
    }
  }

  /** The newest live messages of a room right after one of its events. */
  latestAt(roomId: RoomId, head: number): Latest {
    const live = this.#messages.inRoom(roomId).filter((message) => liveAt(message, head));
    const newest = live[live.length - 1];
    if (newest === undefined) return { seq: 0, authorId: null, otherSeq: 0 };
    const { seq, authorId } = newest;
    const other = live.findLast((message) => message.authorId !== authorId);
    return { seq, authorId, otherSeq: other?.seq ?? 0 };
  }

  #tell(userId: UserId, event: CommittedEvent): void {
    const told = this.#told.get(userId) ?? [new Map<RoomId, Standing>()];
    this.#told.set(userId, told);
    const before = told[told.length - 1] ?? new Map<RoomId, Standing>();
    const data = JSON.parse(event.data) as Told;
    const standing = before.get(data.roomId) ?? NEW_ROOM;
    told.push(new Map(before).set(data.roomId, this.#after(event, standing, data)));
  }

  #after(event: CommittedEvent, standing: Standing, data: Told): Standing {
    const entity = `${event.stream}@${String(event.seq)}`;
    const { read, mentions } = standing;
    switch (event.kind) {
      case 'room.read':
        this.#bench.judged('S-READ-MONO');
        if (data.read.generation !== read.generation || data.read.seq <= read.seq) {
          this.#back(entity, `it goes from ${nameOf(read)} to ${nameOf(data.read)}`);
        }
        return { ...standing, read: data.read };
      case 'room.markedUnread':
        this.#bench.judged('S-READ-MONO');
        if (data.read.generation !== read.generation + 1) {
          this.#back(entity, `generation ${nameOf(data.read)} follows ${nameOf(read)}`);
        }
        return { ...standing, read: data.read };
      case 'room.involved':
        return { ...standing, involvement: data.involvement };
      case 'person.mentioned':
        this.#mention(entity, !mentions.has(data.seq), 'is mentioned twice by one message');
        return { ...standing, mentions: new Set([...mentions, data.seq]) };
      case 'mention.withdrawn':
        this.#mention(entity, mentions.has(data.seq), 'loses a mention that there was not');
        return { ...standing, mentions: new Set([...mentions].filter((seq) => seq !== data.seq)) };
      default:
        return standing;
    }
  }

  #mention(entity: string, isRight: boolean, problem: string): void {
    this.#bench.judged('S-MENTION-ONCE');
    if (isRight) return;
    this.#bench.report({ invariant: 'S-MENTION-ONCE', entity, detail: `the person ${problem}` });
  }

  #touch(event: CommittedEvent): void {
    const roomId = roomOfStream(event.stream);
    if (roomId === null || !event.kind.startsWith('message.')) return;
    const data = JSON.parse(event.data) as { readonly messageId: never };
    const message = this.#messages.byId(data.messageId);
    if (message === null) return;
    const body = event.kind === 'message.deleted' ? '' : (event.content?.body ?? null);
    const key = `${String(roomId)} ${String(message.seq)}`;
    this.#touched.set(key, { roomId, seq: message.seq, body, people: new Map(this.#people) });
  }

  /** Names are said in full and behind a blank by those who write in simulations. */
  #checkMentions({ roomId, seq, body, people }: Touched): void {
    if (body === null) return;
    const message = this.#messages.inRoom(roomId).find((one) => one.seq === seq);
    const named = new Set([...body.matchAll(/ @(Person c\d+)\b/g)].map(([, name]) => name));
    for (const [userId, name] of people) {
      const isMeant = named.has(name) && userId !== message?.authorId;
      const standings = this.#told.get(userId);
      const isTold = standings?.[standings.length - 1]?.get(roomId)?.mentions.has(seq) ?? false;
      this.#bench.judged('S-MENTION-ONCE');
      if (isTold === isMeant) continue;
      const entity = `${roomStream(roomId)}@${String(seq)}`;
      const detail = isMeant
        ? `it mentions ${name}, who is not told`
        : `${name} counts as mentioned, and is not`;
      this.#bench.report({ invariant: 'S-MENTION-ONCE', entity, detail });
    }
  }

  #compare(entity: string, found: RoomReading, expected: Standing): void {
    if (
      found.read.generation !== expected.read.generation ||
      found.read.seq !== expected.read.seq
    ) {
      this.#wrong(entity, `it is read up to ${nameOf(found.read)}, not ${nameOf(expected.read)}`);
    }
    if (found.involvement !== expected.involvement) {
      this.#wrong(entity, `it is ${found.involvement} to the person, not ${expected.involvement}`);
    }
    const unread = [...expected.mentions].filter((seq) => seq > expected.read.seq);
    const counted = unread.sort((a, b) => a - b).slice(0, MENTIONS_COUNTED);
    if (counted.join(' ') === found.mentions.join(' ')) return;
    const detail = `it shows the mentions ${found.mentions.join(' ')}, not ${counted.join(' ')}`;
    this.#wrong(entity, detail);
  }

  /** What one client shows never goes back either. */
  #checkBack(entity: string, read: ReadPosition): void {
    const before = this.#shown.get(entity);
    this.#shown.set(entity, read);
    if (before === undefined || before === read) return;
    this.#bench.judged('S-READ-MONO');
    const isBack =
      read.generation < before.generation ||
      (read.generation === before.generation && read.seq < before.seq);
    if (isBack) this.#back(entity, `it goes back from ${nameOf(before)} to ${nameOf(read)}`);
  }

  #back(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'S-READ-MONO', entity, detail });
  }

  #wrong(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'S-UNREAD', entity, detail });
  }
}

interface Told {
  readonly roomId: RoomId;
  readonly read: ReadPosition;
  readonly involvement: string;
  readonly seq: number;
}

const NEW_ROOM: Standing = {
  read: { generation: 1, seq: 0 },
  involvement: 'mentions',
  mentions: new Set(),
};

function isNew({ read, involvement, mentions }: Standing): boolean {
  return (
    read.seq === 0 && read.generation === 1 && involvement === 'mentions' && mentions.size === 0
  );
}

function nameOf({ generation, seq }: ReadPosition): string {
  return `${String(generation)}.${String(seq)}`;
}
