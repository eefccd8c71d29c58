import type { ProfileId, Term } from '../../core/vocabulary/fence.js';
import type {
  CommandKey,
  MessageId,
  RoomId,
  SessionId,
  StreamName,
  UserId,
} from '../../core/vocabulary/ids.js';
import { PROFILES_PER_SESSION_MAX, SESSIONS_PER_PERSON_MAX } from '../../core/vocabulary/limits.js';
import type { Head, Sequence } from '../../core/vocabulary/position.js';
import {
  NOTHING_POSTED,
  type Involvement,
  type Latest,
  type ReadPosition,
} from '../../core/vocabulary/reading.js';
import type { Instant } from '../../core/vocabulary/time.js';
import { HANDOVERS_MAX, type Handover } from '../../ports/handovers.js';
import type {
  AccountRecord,
  CommandRecord,
  NewEvent,
  NewMention,
  NewMessage,
  TermHolder,
  Tx,
} from '../../ports/store.js';
import type { StatementResult } from './connection.js';
import type { HeadCache } from './head-cache.js';
import * as commands from './queries/commands.js';
import * as handovers from './queries/handovers.js';
import * as log from './queries/log.js';
import * as messages from './queries/messages.js';
import * as people from './queries/people.js';
import * as reading from './queries/reading.js';
import * as rooms from './queries/rooms.js';
import * as sessions from './queries/sessions.js';
import * as telling from './queries/telling.js';
import * as terms from './queries/terms.js';
import { digestBytes } from './rows.js';
import type { Scope } from './scope.js';
import { SqliteTellingTx } from './telling-tx.js';

/** Rows past their time that one unit forgets, so that no unit pays for a long past. */
const FORGET_ROWS_MAX = 64;

/** Where an event went: what delivery is told after the commit. */
export interface Appended {
  readonly stream: StreamName;
  readonly seq: Sequence;
}

type NewPerson = Parameters<Tx['insertPerson']>[0];
type NewSession = Parameters<Tx['insertSession']>[0];
type NewRoom = Parameters<Tx['insertRoom']>[0];

/** What a unit of work sees and changes, for as long as its scope lives. */
export class SqliteTx extends SqliteTellingTx implements Tx {
  readonly #heads: HeadCache;
  readonly #appended: Appended[];

  constructor(scope: Scope, layer: { readonly heads: HeadCache; readonly appended: Appended[] }) {
    super(scope);
    this.#heads = layer.heads;
    this.#appended = layer.appended;
  }

  override head(stream: StreamName): Promise<Head> {
    // A dead unit is told so by the statement that it may not run.
    const known = this.scope.alive ? this.#heads.get(stream) : undefined;
    return known === undefined ? this.#readHead(stream) : Promise.resolve(known);
  }

  async append(event: NewEvent): Promise<void> {
    const { stream, seq, at, content } = event;
    const head = await this.head(stream);
    this.#check(seq === head.seq + 1, 'an event follows the head of its stream');
    this.#check(at >= head.at, 'time does not go back within a stream');
    const digest = digestBytes(event.digest);
    await this.scope.run(log.insertEvent, {
      stream,
      seq,
      at,
      actor: event.actor,
      kind: event.kind,
      data: event.data,
      digest,
      messageId: content?.messageId ?? null,
      revision: content?.revision ?? null,
      contentHash: content === null ? null : digestBytes(content.hash),
    });
    const { changes } = await this.scope.run(log.advanceHead, { stream, seq, at, digest });
    this.#check(changes === 1, 'the stored head is the one before the event');
    this.#heads.set(stream, { seq, at, digest: event.digest });
    this.#appended.push({ stream, seq });
  }

  async insertAccount(account: AccountRecord): Promise<void> {
    await this.scope.run(people.insertAccount, account);
  }

  async insertPerson(person: NewPerson): Promise<UserId> {
    return (await this.scope.run(people.insertPerson, person)).insertId as UserId;
  }

  async setPasswordHash(id: UserId, hash: string): Promise<void> {
    this.#changesOne(await this.scope.run(people.updatePasswordHash, { id, hash }));
  }

  async insertSession(session: NewSession): Promise<SessionId> {
    const { userId, createdAt: at } = session;
    await this.scope.run(sessions.deleteDeadSessions, { userId, at });
    const kept = SESSIONS_PER_PERSON_MAX - 1;
    await this.scope.run(sessions.deleteOldestSessions, { userId, kept });
    await this.scope.run(terms.deleteOrphanedTerms, { userId });
    await this.scope.run(telling.deleteOrphanedSubscriptions, { userId });
    return (await this.scope.run(sessions.insertSession, session)).insertId as SessionId;
  }

  async touchSession(
    id: SessionId,
    change: { readonly lastActiveAt: Instant; readonly expiresAt: Instant },
  ): Promise<void> {
    this.#changesOne(await this.scope.run(sessions.updateSession, { id, ...change }));
  }

  async endSession(id: SessionId, endedAt: Instant): Promise<void> {
    await this.scope.run(sessions.endSession, { id, endedAt });
    await this.scope.run(telling.deleteSubscriptionsOfSession, { sessionId: id });
  }

  async issueTerm({ userId, sessionId }: TermHolder, profile: ProfileId): Promise<Term> {
    const holder = { userId, sessionId: sessionId ?? 0 } as const;
    const issued = await this.scope.one(terms.upsertNextTerm, { ...holder, profile });
    await this.scope.run(terms.deleteOldestTerms, { ...holder, kept: PROFILES_PER_SESSION_MAX });
    return issued?.term ?? this.scope.fail(new Error('assertion failed: a term was issued'));
  }

  async recordFailedSignIn(address: string, at: Instant, forgetBefore: Instant): Promise<void> {
    await this.scope.run(sessions.deleteFailedSignIns, {
      before: forgetBefore,
      limit: FORGET_ROWS_MAX,
    });
    await this.scope.run(sessions.insertFailedSignIn, { address, at });
  }

  async insertRoom(room: NewRoom): Promise<RoomId> {
    return (await this.scope.run(rooms.insertRoom, room)).insertId as RoomId;
  }

  async renameRoom(id: RoomId, name: string, changedAt: Sequence): Promise<void> {
    this.#changesOne(await this.scope.run(rooms.updateRoomName, { id, name, changedAt }));
  }

  async admitEveryone(roomId: RoomId, at: Instant): Promise<void> {
    await this.scope.run(rooms.insertEveryone, { roomId, at });
  }

  async admitToOpenRooms(userId: UserId, at: Instant): Promise<void> {
    await this.scope.run(rooms.insertIntoOpenRooms, { userId, at });
  }

  async insertMessage(message: NewMessage): Promise<MessageId> {
    const { insertId } = await this.scope.run(messages.insertMessage, message);
    const { roomId, seq, authorId } = message;
    this.#changesOne(await this.scope.run(reading.raiseLatest, { roomId, seq, authorId }));
    return insertId as MessageId;
  }

  async recountLatest(roomId: RoomId): Promise<Latest> {
    const newest = await this.scope.one(reading.selectNewestLive, { roomId });
    const latest = newest === null ? NOTHING_POSTED : await this.#latestFrom(roomId, newest);
    this.#changesOne(await this.scope.run(reading.updateLatest, { roomId, ...latest }));
    return latest;
  }

  async setReadPosition(roomId: RoomId, userId: UserId, read: ReadPosition): Promise<void> {
    const change = { roomId, userId, ...read };
    this.#changesOne(await this.scope.run(reading.updateReadPosition, change));
  }

  async setInvolvement(roomId: RoomId, userId: UserId, involvement: Involvement): Promise<void> {
    const change = { roomId, userId, involvement };
    this.#changesOne(await this.scope.run(reading.updateInvolvement, change));
  }

  async insertMention(mention: NewMention): Promise<void> {
    await this.scope.run(reading.insertMention, mention);
  }

  async deleteMention(messageId: MessageId, userId: UserId): Promise<void> {
    this.#changesOne(await this.scope.run(reading.deleteMention, { messageId, userId }));
  }

  async reviseMessage(
    id: MessageId,
    change: { readonly body: string; readonly salt: string; readonly changedAt: Sequence },
  ): Promise<void> {
    this.#changesOne(await this.scope.run(messages.reviseMessage, { id, ...change }));
  }

  async buryMessage(id: MessageId, changedAt: Sequence): Promise<void> {
    this.#changesOne(await this.scope.run(messages.buryMessage, { id, changedAt }));
  }

  async recordCommand(
    authorId: UserId,
    key: CommandKey,
    record: CommandRecord & { readonly at: Instant; readonly forgetBefore: Instant },
  ): Promise<void> {
    await this.scope.run(commands.deleteCommands, {
      before: record.forgetBefore,
      limit: FORGET_ROWS_MAX,
    });
    await this.scope.run(commands.insertCommand, { authorId, key, ...record });
  }

  async putHandover({ node, at, claims }: Handover): Promise<void> {
    await this.scope.run(handovers.upsertHandover, { node, at, claims: JSON.stringify(claims) });
    await this.scope.run(handovers.deleteOldestHandovers, { kept: HANDOVERS_MAX });
  }

  async clearHandovers(): Promise<void> {
    await this.scope.run(handovers.deleteHandovers, {});
  }

  async #latestFrom(
    roomId: RoomId,
    newest: { readonly seq: Sequence; readonly author_id: UserId },
  ): Promise<Latest> {
    const { seq, author_id: authorId } = newest;
    const other = await this.scope.one(reading.selectNewestLiveByOthers, { roomId, authorId });
    return { seq, authorId, otherSeq: other?.seq ?? 0 };
  }

  async #readHead(stream: StreamName): Promise<Head> {
    const head = await super.head(stream);
    this.#heads.set(stream, head);
    return head;
  }

  #changesOne(result: StatementResult): void {
    this.#check(result.changes === 1, 'a change names a row that is there');
  }

  /** A broken rule fails the unit even if the unit catches it. */
  #check(condition: boolean, message: string): void {
    if (!condition) this.scope.fail(new Error(`assertion failed: ${message}`));
  }
}
