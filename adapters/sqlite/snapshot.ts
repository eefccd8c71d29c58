import type { RunEvent } from '../../core/vocabulary/events.js';
import type { ProfileId, Term } from '../../core/vocabulary/fence.js';
import type {
  ClientMessageId,
  CommandKey,
  MessageId,
  RoomId,
  SessionId,
  StreamName,
  UserId,
} from '../../core/vocabulary/ids.js';
import { UNREAD_COUNT_MAX } from '../../core/vocabulary/limits.js';
import type { Person } from '../../core/vocabulary/people.js';
import {
  type ChainDigest,
  DIGEST_BEFORE_FIRST,
  EMPTY_HEAD,
  type Epoch,
  type Head,
  type Sequence,
} from '../../core/vocabulary/position.js';
import type { RoomReading } from '../../core/vocabulary/reading.js';
import type { Room, RoomSummary } from '../../core/vocabulary/rooms.js';
import type { Instant } from '../../core/vocabulary/time.js';
import type { Handover } from '../../ports/handovers.js';
import type {
  AccountRecord,
  CommandRecord,
  MemberReading,
  MessageRecord,
  NamedPerson,
  PageCursor,
  PersonRecord,
  RoomLatest,
  RunLimits,
  SessionRecord,
  Snapshot,
  StoredPage,
  StoredRun,
  TermHolder,
} from '../../ports/store.js';
import { readPage } from './page.js';
import * as commands from './queries/commands.js';
import * as handovers from './queries/handovers.js';
import * as log from './queries/log.js';
import * as messages from './queries/messages.js';
import * as people from './queries/people.js';
import * as reading from './queries/reading.js';
import * as rooms from './queries/rooms.js';
import * as sessions from './queries/sessions.js';
import * as terms from './queries/terms.js';
import {
  digestOf,
  eventBytes,
  eventOf,
  latestOf,
  messageRecordOf,
  personOf,
  personRecordOf,
  positionOf,
  sessionOf,
} from './rows.js';
import { SqliteTellingReads } from './telling-reads.js';

/**
 * Events read at once: with bodies of the largest size 2 MiB, which bounds what a cut run
 * wastes.
 */
const EVENTS_CHUNK = 64;

/** Name of the fact that holds the epoch. */
export const EPOCH_FACT = 'epoch';

/** One snapshot of the file, for as long as its scope lives. */
export class SqliteSnapshot extends SqliteTellingReads implements Snapshot {
  async epoch(): Promise<Epoch> {
    const row = await this.scope.one(log.selectFact, { name: EPOCH_FACT });
    return row?.value ?? this.scope.fail(new Error('assertion failed: a database has an epoch'));
  }

  async head(stream: StreamName): Promise<Head> {
    const row = await this.scope.one(log.selectHead, { stream });
    return row === null ? EMPTY_HEAD : { seq: row.seq, at: row.at, digest: digestOf(row.digest) };
  }

  async digestAt(stream: StreamName, seq: Sequence): Promise<ChainDigest | null> {
    if (seq === 0) return DIGEST_BEFORE_FIRST;
    const row = await this.scope.one(log.selectDigest, { stream, seq });
    return row === null ? null : digestOf(row.digest);
  }

  async eventsAfter(stream: StreamName, after: Sequence, limits: RunLimits): Promise<StoredRun> {
    const events: RunEvent[] = [];
    const digests: ChainDigest[] = [];
    let bytes = 0;
    let last = after;
    for (;;) {
      const limit = Math.min(EVENTS_CHUNK, limits.events - events.length + 1);
      const rows = await this.scope.all(log.selectEvents, { stream, after: last, limit });
      for (const row of rows) {
        bytes += eventBytes(row);
        const isTooMuch = events.length > 0 && bytes > limits.bytes;
        if (isTooMuch || events.length === limits.events) {
          return { events, digests, more: true };
        }
        events.push(eventOf(row));
        digests.push(digestOf(row.digest));
        last = row.seq;
      }
      if (rows.length < limit) return { events, digests, more: false };
    }
  }

  async streamsAfter(after: StreamName | null, limit: number): Promise<readonly StreamName[]> {
    const rows = await this.scope.all(log.selectStreams, { after: after ?? '', limit });
    return rows.map((row) => row.stream);
  }

  async account(): Promise<AccountRecord | null> {
    const row = await this.scope.one(people.selectAccount, {});
    if (row === null) return null;
    return { name: row.name, joinCode: row.join_code, createdAt: row.created_at };
  }

  async person(id: UserId): Promise<PersonRecord | null> {
    const row = await this.scope.one(people.selectPerson, { id });
    return row === null ? null : personRecordOf(row);
  }

  async personByEmail(email: string): Promise<PersonRecord | null> {
    const row = await this.scope.one(people.selectPersonByEmail, { email });
    return row === null ? null : personRecordOf(row);
  }

  async people(ids: readonly UserId[]): Promise<readonly Person[]> {
    const rows = await this.scope.all(people.selectPeople, { ids: JSON.stringify(ids) });
    return rows.map(personOf);
  }

  async peopleAfter(after: UserId | null, limit: number): Promise<readonly PersonRecord[]> {
    const rows = await this.scope.all(people.selectPeopleAfter, { after: after ?? 0, limit });
    return rows.map(personRecordOf);
  }

  async peopleCount(): Promise<number> {
    return (await this.scope.one(people.countPeople, {}))?.count ?? 0;
  }

  async sessionByTokenHash(hash: string): Promise<SessionRecord | null> {
    const row = await this.scope.one(sessions.selectSessionByTokenHash, { hash });
    return row === null ? null : sessionOf(row);
  }

  async session(id: SessionId): Promise<SessionRecord | null> {
    const row = await this.scope.one(sessions.selectSession, { id });
    return row === null ? null : sessionOf(row);
  }

  async term({ userId, sessionId }: TermHolder, profile: ProfileId): Promise<Term | null> {
    const holder = { userId, sessionId: sessionId ?? 0 } as const;
    return (await this.scope.one(terms.selectTerm, { ...holder, profile }))?.term ?? null;
  }

  async failedSignIns(
    address: string,
    since: Instant,
  ): Promise<{ count: number; oldestAt: Instant | null }> {
    const row = await this.scope.one(sessions.countFailedSignIns, { address, since });
    // `min` of no rows is null, which the builder's types do not say.
    return { count: row?.count ?? 0, oldestAt: row?.oldest_at ?? null };
  }

  async room(id: RoomId): Promise<Room | null> {
    const row = await this.scope.one(rooms.selectRoom, { id });
    if (row === null) return null;
    const { name, kind, creator_id: creatorId, changed_at: changedAt } = row;
    return { id, name, kind, creatorId, changedAt };
  }

  async isMember(roomId: RoomId, userId: UserId): Promise<boolean> {
    return (await this.scope.one(rooms.selectMembership, { roomId, userId })) !== null;
  }

  async memberIds(roomId: RoomId): Promise<readonly UserId[]> {
    const rows = await this.scope.all(rooms.selectMemberIds, { roomId });
    return rows.map((row) => row.user_id);
  }

  async memberCount(roomId: RoomId): Promise<number> {
    return (await this.scope.one(rooms.countMembers, { roomId }))?.count ?? 0;
  }

  async roomsOf(userId: UserId): Promise<readonly RoomSummary[]> {
    const rows = await this.scope.all(rooms.selectRoomsOf, { userId });
    return rows
      .map((row) => {
        const { id, name, kind, head } = row;
        return { id, name, kind, head: head ?? 0, latest: latestOf(row) };
      })
      .sort(byName);
  }

  async reading(roomId: RoomId, userId: UserId): Promise<MemberReading | null> {
    const row = await this.scope.one(reading.selectReading, { roomId, userId });
    return row === null ? null : { read: positionOf(row), involvement: row.involvement };
  }

  async readingsOf(userId: UserId): Promise<readonly RoomReading[]> {
    const rows = await this.scope.all(reading.selectReadingsOf, { userId });
    const mentions = new Map<RoomId, Sequence[]>();
    for (const row of await this.scope.all(reading.selectUnreadMentions, { userId })) {
      const known = mentions.get(row.room_id) ?? [];
      if (known.length < UNREAD_COUNT_MAX) mentions.set(row.room_id, [...known, row.seq]);
    }
    return rows.map((row) => ({
      roomId: row.room_id,
      read: positionOf(row),
      involvement: row.involvement,
      mentions: mentions.get(row.room_id) ?? [],
    }));
  }

  async mentionsAfter(
    roomId: RoomId,
    userId: UserId,
    after: Sequence,
  ): Promise<readonly Sequence[]> {
    const rows = await this.scope.all(reading.selectMentionsAfter, { roomId, userId, after });
    return rows.map((row) => row.seq);
  }

  async mentionedBy(messageId: MessageId): Promise<readonly UserId[]> {
    const rows = await this.scope.all(reading.selectMentionedBy, { messageId });
    return rows.map((row) => row.user_id);
  }

  membersNamed(roomId: RoomId, names: readonly string[]): Promise<readonly NamedPerson[]> {
    return this.scope.all(reading.selectMembersNamed, { roomId, names: JSON.stringify(names) });
  }

  async latestOf(roomIds: readonly RoomId[]): Promise<readonly RoomLatest[]> {
    const rows = await this.scope.all(reading.selectLatestOf, { ids: JSON.stringify(roomIds) });
    return rows.map((row) => ({ roomId: row.id, head: row.head, latest: latestOf(row) }));
  }

  async message(id: MessageId): Promise<MessageRecord | null> {
    const row = await this.scope.one(messages.selectMessage, { id });
    return row === null ? null : messageRecordOf(row);
  }

  async messageByKey(authorId: UserId, key: ClientMessageId): Promise<MessageRecord | null> {
    const row = await this.scope.one(messages.selectMessageByKey, { authorId, key });
    return row === null ? null : messageRecordOf(row);
  }

  page(roomId: RoomId, cursor: PageCursor, limit: number): Promise<StoredPage> {
    return readPage(this.scope, { roomId, cursor, limit });
  }

  async messagesBetween(
    roomId: RoomId,
    from: Sequence,
    to: Sequence,
  ): Promise<readonly MessageRecord[]> {
    const rows = await this.scope.all(messages.selectBetween, { roomId, from, to });
    return rows.map(messageRecordOf);
  }

  async commandByKey(authorId: UserId, key: CommandKey): Promise<CommandRecord | null> {
    const row = await this.scope.one(commands.selectCommand, { authorId, key });
    return row === null ? null : { requestHash: row.request_hash, outcome: row.outcome };
  }

  async handovers(): Promise<readonly Handover[]> {
    const rows = await this.scope.all(handovers.selectHandovers, {});
    return rows.map(({ node, at, claims }) => {
      return { node, at, claims: JSON.parse(claims) as Handover['claims'] };
    });
  }
}

/** SQLite folds the case of ASCII letters only, so names are ordered here. */
function byName(a: RoomSummary, b: RoomSummary): number {
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()];
  if (left === right) return a.id - b.id;
  return left < right ? -1 : 1;
}
