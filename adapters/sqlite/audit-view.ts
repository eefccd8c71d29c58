import {
  roomStream,
  userStream,
  type MessageId,
  type RoomId,
  type UserId,
} from '../../core/vocabulary/ids.js';
import type { Sequence } from '../../core/vocabulary/position.js';
import type { Latest } from '../../core/vocabulary/reading.js';
import type {
  AuditedMembership,
  AuditedMention,
  AuditView,
  ToldOfMessage,
  ToldOfRoom,
} from '../../ports/audit.js';
import * as audit from './queries/audit.js';
import type { Scope } from './scope.js';

/** Rows and log of the file as of one snapshot, for as long as its scope lives. */
export class SqliteAuditView implements AuditView {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  async peopleAfter(after: number, limit: number): Promise<readonly UserId[]> {
    return (await this.#scope.all(audit.peopleAfter, { after, limit })).map(({ id }) => id);
  }

  async membershipsAfter(
    userId: UserId,
    after: number,
    limit: number,
  ): Promise<readonly AuditedMembership[]> {
    const rows = await this.#scope.all(audit.membershipsAfter, { userId, after, limit });
    return rows.map((row) => ({
      roomId: row.room_id,
      read: { generation: row.read_generation, seq: row.read_seq },
      involvement: row.involvement,
      since: row.since_seq,
    }));
  }

  async nthRoomAfter(userId: UserId, after: number, nth: number): Promise<RoomId | null> {
    const row = await this.#scope.one(audit.nthRoomAfter, { userId, after, passed: nth - 1 });
    return row?.room_id ?? null;
  }

  async mentionsAfter(
    userId: UserId,
    { roomId: after, seq }: { readonly roomId: number; readonly seq: Sequence },
    limit: number,
  ): Promise<readonly AuditedMention[]> {
    const rows = await this.#scope.all(audit.mentionsAfter, { userId, after, seq, limit });
    return rows.map((row) => ({ roomId: row.room_id, seq: row.seq }));
  }

  async toldToPerson(
    userId: UserId,
    after: Sequence,
    limit: number,
  ): Promise<readonly ToldOfRoom[]> {
    const stream = userStream(userId);
    const rows = await this.#scope.all(audit.toldToPerson, { stream, after, limit });
    return rows.map(({ seq, kind, room_id: roomId, involvement, mention, ...row }) => {
      const { generation, read_seq: place } = row;
      const read = generation === null || place === null ? null : { generation, seq: place };
      return { seq, kind, roomId, read, involvement, mention };
    });
  }

  async roomsAfter(after: number, limit: number): Promise<readonly RoomId[]> {
    return (await this.#scope.all(audit.roomsAfter, { after, limit })).map(({ id }) => id);
  }

  async latestOfRoom(roomId: RoomId): Promise<Latest | null> {
    const row = await this.#scope.one(audit.latestOfRoom, { roomId });
    if (row === null) return null;
    const { latest_seq: seq, latest_author_id: authorId, latest_other_seq: otherSeq } = row;
    return { seq, authorId, otherSeq };
  }

  async toldInRoom(
    roomId: RoomId,
    after: Sequence,
    limit: number,
  ): Promise<readonly ToldOfMessage[]> {
    const stream = roomStream(roomId);
    return (await this.#scope.all(audit.toldInRoom, { stream, after, limit })).map(ofMessage);
  }

  async toldInRoomBefore(
    roomId: RoomId,
    before: Sequence | null,
    limit: number,
  ): Promise<readonly ToldOfMessage[]> {
    const place = { stream: roomStream(roomId), before: before ?? Number.MAX_SAFE_INTEGER };
    const rows = await this.#scope.all(audit.toldInRoomBefore, { ...place, limit });
    return rows.map(ofMessage);
  }
}

function ofMessage(row: {
  readonly seq: Sequence;
  readonly kind: string;
  readonly actor: UserId | null;
  readonly message_id: MessageId | null;
}): ToldOfMessage {
  const { seq, kind, actor, message_id: messageId } = row;
  return { seq, kind, actor, messageId };
}
