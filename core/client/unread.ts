import type { RoomId } from '../vocabulary/ids.js';
import { latestFor, type Involvement, type ReadPosition } from '../vocabulary/reading.js';
import { readingOf } from './readings.js';
import type { ClientState } from './state.js';

/** What a room is to the person whose client it is, as far as this client has come. */
export interface Standing {
  /** Whether somebody else's message is there that was not read. */
  readonly isUnread: boolean;
  /** Unread messages that mention the person: UNREAD_COUNT_MAX at most. */
  readonly mentions: number;
  readonly involvement: Involvement;
  /** Null before the server has said. */
  readonly read: ReadPosition | null;
}

/** Nothing is unread of a room before it is known what was read. */
export function standingOf(state: ClientState, roomId: RoomId): Standing {
  const { me, account, knowsReadings } = state;
  const { read, involvement, mentions } = readingOf(state, roomId);
  const room = account?.rooms.find(({ id }) => id === roomId);
  if (me === null || room === undefined || !knowsReadings) {
    return { isUnread: false, mentions: 0, involvement, read: null };
  }
  const isUnread = latestFor(room.latest, me.id) > read.seq;
  return { isUnread, mentions: mentions.length, involvement, read };
}
