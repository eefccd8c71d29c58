import type { RoomId } from '../vocabulary/ids.js';
import {
  INVOLVEMENT_DEFAULT,
  latestFor,
  type Involvement,
  type ReadPosition,
} from '../vocabulary/reading.js';
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
  const { me, account, readings, knowsReadings } = state;
  const reading = readings.get(roomId);
  const involvement = reading?.involvement ?? INVOLVEMENT_DEFAULT;
  const room = account?.rooms.find(({ id }) => id === roomId);
  if (me === null || room === undefined || !knowsReadings) {
    return { isUnread: false, mentions: 0, involvement, read: null };
  }
  const read = reading?.read ?? { generation: 1, seq: 0 };
  return {
    isUnread: latestFor(room.latest, me.id) > read.seq,
    mentions: reading?.mentions.length ?? 0,
    involvement,
    read,
  };
}
