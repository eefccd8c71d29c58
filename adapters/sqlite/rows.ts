import type {
  ClientMessageId,
  MessageId,
  RoomId,
  SessionId,
  UserId,
} from '../../core/vocabulary/ids.js';
import type { EventContent, RunEvent } from '../../core/vocabulary/events.js';
import type { Message } from '../../core/vocabulary/messages.js';
import type { Person, Role } from '../../core/vocabulary/people.js';
import type { ChainDigest, Sequence } from '../../core/vocabulary/position.js';
import type { Latest, ReadPosition } from '../../core/vocabulary/reading.js';
import type { Instant } from '../../core/vocabulary/time.js';
import type { MessageRecord, PersonRecord, SessionRecord } from '../../ports/store.js';

interface PersonRow {
  readonly id: UserId;
  readonly name: string;
  readonly role: Role;
  readonly version: number;
}

interface PersonRecordRow extends PersonRow {
  readonly email: string;
  readonly password_hash: string | null;
}

interface SessionRow {
  readonly id: SessionId;
  readonly user_id: UserId;
  readonly created_at: Instant;
  readonly last_active_at: Instant;
  readonly expires_at: Instant;
  readonly ended_at: Instant | null;
}

interface MessageRow {
  readonly id: MessageId;
  readonly room_id: RoomId;
  readonly author_id: UserId;
  readonly client_message_id: ClientMessageId | null;
  readonly request_hash: string | null;
  readonly seq: Sequence;
  readonly posted_at: Instant;
  readonly revision: number;
  readonly changed_at: Sequence;
  readonly body: string | null;
  readonly salt: string | null;
}

interface EventRow {
  readonly seq: Sequence;
  readonly at: Instant;
  readonly actor: UserId | null;
  readonly kind: string;
  readonly data: string;
  readonly digest: Uint8Array;
  readonly content_hash: Uint8Array | null;
  readonly body: string | null;
  readonly salt: string | null;
}

export function personOf({ id, name, role, version }: PersonRow): Person {
  return { id, name, role, version };
}

export function personRecordOf(row: PersonRecordRow): PersonRecord {
  const { id, name, role, version, email } = row;
  return { id, name, role, version, email, passwordHash: row.password_hash };
}

export function sessionOf(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    userId: row.user_id,
    createdAt: row.created_at,
    lastActiveAt: row.last_active_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}

export function messageOf(row: MessageRow): Message {
  const common = {
    id: row.id,
    roomId: row.room_id,
    authorId: row.author_id,
    clientMessageId: row.client_message_id,
    seq: row.seq,
    at: row.posted_at,
    revision: row.revision,
    changedAt: row.changed_at,
  };
  return row.body === null
    ? { ...common, state: 'deleted' }
    : { ...common, state: 'live', body: row.body };
}

export function messageRecordOf(row: MessageRow): MessageRecord {
  return { message: messageOf(row), salt: row.salt, requestHash: row.request_hash };
}

export function eventOf(row: EventRow): RunEvent {
  const event = { seq: row.seq, at: row.at, actor: row.actor, kind: row.kind, data: row.data };
  return row.content_hash === null
    ? event
    : { ...event, content: contentOf(row, row.content_hash) };
}

function contentOf(row: EventRow, hash: Uint8Array): EventContent {
  if (row.body === null || row.salt === null) return { withheld: digestOf(hash) };
  return { body: row.body, salt: row.salt };
}

/** Bytes of data and content, as the limit of a run counts them. */
export function eventBytes(row: EventRow): number {
  return Buffer.byteLength(row.data) + (row.body === null ? 0 : Buffer.byteLength(row.body));
}

export function digestOf(bytes: Uint8Array): ChainDigest {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

export function digestBytes(digest: ChainDigest): Uint8Array {
  return Buffer.from(digest, 'hex');
}

interface LatestRow {
  readonly latest_seq: Sequence;
  readonly latest_author_id: UserId | null;
  readonly latest_other_seq: Sequence;
}

export function latestOf(row: LatestRow): Latest {
  const { latest_seq: seq, latest_author_id: authorId, latest_other_seq: otherSeq } = row;
  return { seq, authorId, otherSeq };
}

export function positionOf(row: {
  readonly read_generation: number;
  readonly read_seq: Sequence;
}): ReadPosition {
  return { generation: row.read_generation, seq: row.read_seq };
}
