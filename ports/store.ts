import type { ChainDigest, Epoch, Head, Sequence } from '../core/vocabulary/position.js';
import type { RunEvent } from '../core/vocabulary/events.js';
import type { ProfileId, Term } from '../core/vocabulary/fence.js';
import type {
  ClientMessageId,
  CommandKey,
  MessageId,
  RoomId,
  SessionId,
  StreamName,
  UserId,
} from '../core/vocabulary/ids.js';
import type { Message } from '../core/vocabulary/messages.js';
import type { Person, Role } from '../core/vocabulary/people.js';
import type { Involvement, Latest, ReadPosition, RoomReading } from '../core/vocabulary/reading.js';
import type { Room, RoomSummary } from '../core/vocabulary/rooms.js';
import type { Instant } from '../core/vocabulary/time.js';
import type { Audit } from './audit.js';
import type { TellingReads, TellingWrites } from './store-telling.js';
import type { HandoverReads, HandoverWrites } from './handovers.js';

/** The installation's one account. */
export interface AccountRecord {
  readonly name: string;
  readonly joinCode: string;
  readonly createdAt: Instant;
}

/** A person with what only the server may know. */
export interface PersonRecord extends Person {
  /** As compared: trimmed and in lower case. */
  readonly email: string;
  /** Null where the person has no password. */
  readonly passwordHash: string | null;
}

export interface SessionRecord {
  readonly id: SessionId;
  readonly userId: UserId;
  readonly createdAt: Instant;
  readonly lastActiveAt: Instant;
  /** After this instant the session is refused, whether or not a sweep has run. */
  readonly expiresAt: Instant;
  /** Null while the session lives. */
  readonly endedAt: Instant | null;
}

/** Whose terms are counted together: a session's, or a person's where sessions are foreign. */
export interface TermHolder {
  readonly userId: UserId;
  readonly sessionId: SessionId | null;
}

/** A message with what only the server may know. */
export interface MessageRecord {
  readonly message: Message;
  /** Salt of the content hash; null once the content is gone. */
  readonly salt: string | null;
  /** Hash of the post command as received; null for imported messages. */
  readonly requestHash: string | null;
}

/** An event as it is written. Its digest links it to the event before it. */
export interface NewEvent {
  readonly stream: StreamName;
  readonly seq: Sequence;
  readonly at: Instant;
  readonly actor: UserId | null;
  readonly kind: string;
  readonly data: string;
  readonly digest: ChainDigest;
  /**
   * For kinds that refer to content: the message and revision that hold it, and the content's hash.
   */
  readonly content: {
    readonly messageId: MessageId;
    readonly revision: number;
    readonly hash: ChainDigest;
  } | null;
}

export interface NewMessage {
  readonly roomId: RoomId;
  readonly authorId: UserId;
  readonly clientMessageId: ClientMessageId | null;
  readonly requestHash: string | null;
  readonly seq: Sequence;
  readonly at: Instant;
  readonly body: string;
  readonly salt: string;
}

export interface NewMention {
  readonly messageId: MessageId;
  readonly userId: UserId;
  readonly roomId: RoomId;
  /** Place of the message. */
  readonly seq: Sequence;
}

/** The kept outcome of a command other than `post`. */
export interface CommandRecord {
  readonly requestHash: string;
  /** JSON text of the outcome. It never holds a secret. */
  readonly outcome: string;
}

/** Consecutive events after a place, with content as of the read, and each one's chain digest. */
export interface StoredRun {
  readonly events: readonly RunEvent[];
  readonly digests: readonly ChainDigest[];
  /** Whether the limits ended the run before the stream's head. */
  readonly more: boolean;
}

export interface RunLimits {
  /** 1 or more. */
  readonly events: number;
  /** Bytes of content and data together; the first event is given even if it alone is larger. */
  readonly bytes: number;
}

/** A person's place in a room, with what decides whom a message is told. */
export interface MemberReading {
  readonly read: ReadPosition;
  readonly involvement: Involvement;
}

export interface NamedPerson {
  readonly id: UserId;
  readonly name: string;
}

export interface RoomLatest {
  readonly roomId: RoomId;
  /** Newest sequence of the room's stream. */
  readonly head: Sequence;
  readonly latest: Latest;
}

/**
 * Where a page lies: at the newest end, or beside a message or around it, by sequence and never by
 * time.
 */
export type PageCursor =
  | { readonly at: 'newest' }
  | { readonly at: 'before' | 'after' | 'around'; readonly seq: Sequence };

/** Live messages in timeline order. */
export interface StoredPage {
  readonly messages: readonly Message[];
  readonly olderExist: boolean;
  readonly newerExist: boolean;
}

/** A stretch of one stream: the events `from` to `to`, both included. */
export interface StreamRun {
  readonly stream: StreamName;
  readonly from: Sequence;
  readonly to: Sequence;
}

/** A place in the order of all commits. Opaque; it carries the epoch. */
export type ChangeToken = string;

export interface Changes {
  /** In commit order. Nothing appears later below the token. */
  readonly runs: readonly StreamRun[];
  readonly token: ChangeToken;
  /**
   * The given token belongs to another history: the consumer starts over from `token` and what is
   * there now.
   */
  readonly restarted: boolean;
}

/**
 * Everything that can be asked within one snapshot. All answers are as of one commit.
 *
 * A snapshot dies with the read or unit that it was made for; a call after that throws.
 */
export interface Snapshot extends TellingReads, HandoverReads {
  epoch(): Promise<Epoch>;
  /** The newest event of a stream; EMPTY_HEAD where there is none. */
  head(stream: StreamName): Promise<Head>;
  /** Chain digest of one event; DIGEST_BEFORE_FIRST at 0, null where there is no such event. */
  digestAt(stream: StreamName, seq: Sequence): Promise<ChainDigest | null>;
  /** Events after a sequence, oldest first. */
  eventsAfter(stream: StreamName, after: Sequence, limits: RunLimits): Promise<StoredRun>;
  /** Names of streams in code point order, after one of them. */
  streamsAfter(after: StreamName | null, limit: number): Promise<readonly StreamName[]>;

  /** Null before the first run. */
  account(): Promise<AccountRecord | null>;
  person(id: UserId): Promise<PersonRecord | null>;
  /** @param email - trimmed and in lower case. */
  personByEmail(email: string): Promise<PersonRecord | null>;
  /** What every member may know of some people, in order of id. Unknown ids are passed over. */
  people(ids: readonly UserId[]): Promise<readonly Person[]>;
  /** People in order of id, after one of them. */
  peopleAfter(after: UserId | null, limit: number): Promise<readonly PersonRecord[]>;
  peopleCount(): Promise<number>;

  sessionByTokenHash(hash: string): Promise<SessionRecord | null>;
  session(id: SessionId): Promise<SessionRecord | null>;
  /** The newest term of a browser; null where it was given none, or it was forgotten. */
  term(holder: TermHolder, profile: ProfileId): Promise<Term | null>;
  /** Failed sign-ins from one address at or after an instant, and the oldest of them. */
  failedSignIns(
    address: string,
    since: Instant,
  ): Promise<{ count: number; oldestAt: Instant | null }>;

  room(id: RoomId): Promise<Room | null>;
  isMember(roomId: RoomId, userId: UserId): Promise<boolean>;
  /** Ids of a room's members, ascending. */
  memberIds(roomId: RoomId): Promise<readonly UserId[]>;
  memberCount(roomId: RoomId): Promise<number>;
  /** What a room is to a person; null where they are no member. */
  reading(roomId: RoomId, userId: UserId): Promise<MemberReading | null>;
  /** What each of a person's rooms is to them, in order of room. */
  readingsOf(userId: UserId): Promise<readonly RoomReading[]>;
  /** Places of messages above a sequence that mention a person, ascending. */
  mentionsAfter(roomId: RoomId, userId: UserId, after: Sequence): Promise<readonly Sequence[]>;
  /** People whom a message mentions, ascending. */
  mentionedBy(messageId: MessageId): Promise<readonly UserId[]>;
  /**
   * Members of a room that bear one of some names: letters from A to Z in either case, all others
   * as they are written. In order of id.
   */
  membersNamed(roomId: RoomId, names: readonly string[]): Promise<readonly NamedPerson[]>;
  /** How far some rooms are, in order of id. Unknown ids are passed over. */
  latestOf(roomIds: readonly RoomId[]): Promise<readonly RoomLatest[]>;
  /** The rooms that a person is a member of, by name without regard to case, then by id. */
  roomsOf(userId: UserId): Promise<readonly RoomSummary[]>;

  message(id: MessageId): Promise<MessageRecord | null>;
  messageByKey(authorId: UserId, key: ClientMessageId): Promise<MessageRecord | null>;
  /**
   * Live messages of a room beside a cursor. @param limit - 1 to PAGE_MESSAGES_MAX, each way when
   * around.
   */
  page(roomId: RoomId, cursor: PageCursor, limit: number): Promise<StoredPage>;
  /** Live messages between two sequences, both included, oldest first: for audits. */
  messagesBetween(roomId: RoomId, from: Sequence, to: Sequence): Promise<readonly MessageRecord[]>;

  commandByKey(authorId: UserId, key: CommandKey): Promise<CommandRecord | null>;
}

/**
 * A snapshot that can also change. Statements take effect in order and are visible to later ones of
 * the unit.
 *
 * Every write can throw; a unit must not catch what a statement throws.
 */
export interface Tx extends Snapshot, TellingWrites, HandoverWrites {
  /**
   * Appends an event. Its sequence must be the head's plus one, and its time not before the head's.
   */
  append(event: NewEvent): Promise<void>;

  insertAccount(account: AccountRecord): Promise<void>;
  insertPerson(person: {
    readonly name: string;
    readonly email: string;
    readonly passwordHash: string | null;
    readonly role: Role;
    readonly createdAt: Instant;
  }): Promise<UserId>;
  setPasswordHash(userId: UserId, hash: string): Promise<void>;

  /**
   * Begins a session. Forgets the person's ended and expired ones, and beyond
   * SESSIONS_PER_PERSON_MAX those that began first.
   */
  insertSession(session: {
    readonly userId: UserId;
    readonly tokenHash: string;
    readonly createdAt: Instant;
    readonly expiresAt: Instant;
    readonly address: string | null;
    readonly userAgent: string | null;
  }): Promise<SessionId>;
  touchSession(
    id: SessionId,
    change: { readonly lastActiveAt: Instant; readonly expiresAt: Instant },
  ): Promise<void>;
  /** Ends a session, and what it was told by. */
  endSession(id: SessionId, endedAt: Instant): Promise<void>;
  /**
   * Gives a browser a term that is higher than all that its holder was given before. Beyond
   * PROFILES_PER_SESSION_MAX the browser that led longest ago is forgotten.
   */
  issueTerm(holder: TermHolder, profile: ProfileId): Promise<Term>;
  /** Records a failed sign-in and forgets those of every address before an instant. */
  recordFailedSignIn(address: string, at: Instant, forgetBefore: Instant): Promise<void>;

  insertRoom(room: {
    readonly name: string;
    readonly creatorId: UserId;
    readonly createdAt: Instant;
    /** Sequence of its `room.created`. */
    readonly changedAt: Sequence;
  }): Promise<RoomId>;
  renameRoom(id: RoomId, name: string, changedAt: Sequence): Promise<void>;
  /** Makes everyone a member of a room. */
  admitEveryone(roomId: RoomId, at: Instant): Promise<void>;
  /** Makes a person a member of every open room. */
  admitToOpenRooms(userId: UserId, at: Instant): Promise<void>;

  setReadPosition(roomId: RoomId, userId: UserId, read: ReadPosition): Promise<void>;
  setInvolvement(roomId: RoomId, userId: UserId, involvement: Involvement): Promise<void>;

  /** Inserts a message, which is the newest of its room from then on. */
  insertMessage(message: NewMessage): Promise<MessageId>;
  /** Finds the newest live messages of a room anew, once one of them is gone. */
  recountLatest(roomId: RoomId): Promise<Latest>;
  /** Notes that a message mentions a person. */
  insertMention(mention: NewMention): Promise<void>;
  deleteMention(messageId: MessageId, userId: UserId): Promise<void>;
  /**
   * Replaces a live message's content: its revision grows by one, and the content before it is
   * gone.
   */
  reviseMessage(
    id: MessageId,
    change: { readonly body: string; readonly salt: string; readonly changedAt: Sequence },
  ): Promise<void>;
  /** Leaves a tombstone: content and salt are gone, key and place stay. */
  buryMessage(id: MessageId, changedAt: Sequence): Promise<void>;

  /** Keeps a command's outcome and forgets those kept before an instant, some at a time. */
  recordCommand(
    authorId: UserId,
    key: CommandKey,
    record: CommandRecord & { readonly at: Instant; readonly forgetBefore: Instant },
  ): Promise<void>;
}

export interface WriteOptions {
  /**
   * What to do with the unit when the commit of its batch failed in a way that leaves the outcome
   * unknown: `rerun` where the unit's own key decides (run again, it finds what it has stored),
   * else `report` it as `unavailable`.
   */
  readonly afterUnknownCommit: 'rerun' | 'report';
}

/** State of the store for people who watch it: every bound and what is used of it. */
export interface StoreStats {
  readonly queuedUnits: number;
  readonly queuedUnitsMax: number;
  readonly waitingReads: number;
  readonly waitingReadsMax: number;
  readonly commits: number;
  readonly units: number;
  /** Tries for the file's lock that found another process holding it. */
  readonly lockRetries: number;
  readonly walBytes: number;
  /** Above this the log is emptied as soon as no reader needs it. */
  readonly walBytesMax: number;
}

/** Durable, ordered history and the rows that go with it. */
export interface Store extends Audit {
  /**
   * Runs a unit of work and resolves with what it returned, after its commit and never before.
   *
   * The unit awaits nothing but its `tx` and has no other effect: it may be run again. Units take
   * effect one after the other. Throwing rolls the unit back and nothing else; returning commits.
   * @throws ChatError `busy` when the queue is full or the file is locked for too long,
   * `disk_full`, `unavailable` when the outcome is unknown; whatever the unit threw; an assertion
   * for a unit that awaited something foreign, swallowed a statement's error or used a dead `tx`.
   */
  write<Value>(unit: (tx: Tx) => Promise<Value>, options: WriteOptions): Promise<Value>;
  /**
   * Runs a read in one snapshot of its own. It awaits nothing but its snapshot and never waits for
   * a writer.
   * @throws ChatError `busy` when too many reads wait.
   */
  read<Value>(body: (snapshot: Snapshot) => Promise<Value>): Promise<Value>;

  /** The end of the order of commits as it is now. */
  changeToken(): Promise<ChangeToken>;
  /**
   * What was committed after a token, by any process on the file. @param limit - events, 1 or more.
   */
  changesAfter(token: ChangeToken, limit: number): Promise<Changes>;
  /**
   * Calls back after each commit of this process with what the batch appended, in commit order,
   * before any answer of the batch leaves. The listener must not throw.
   */
  onCommitted(listener: (runs: readonly StreamRun[]) => void): () => void;

  /** What is wrong with the file itself; empty where nothing is. */
  integrity(): Promise<readonly string[]>;
  stats(): StoreStats;
  /** Ends after the units that are queued; later ones are refused as `busy`. */
  close(): Promise<void>;
}
