import { ChatError } from '../../core/vocabulary/errors.js';
import { roomOfStream, roomStream, type StreamName } from '../../core/vocabulary/ids.js';
import type { Sequence } from '../../core/vocabulary/position.js';
import type { Room } from '../../core/vocabulary/rooms.js';
import type { Store } from '../../ports/store.js';

/** Rooms read in one snapshot. */
const ROOMS_AT_ONCE = 100;

export interface RoomLine {
  readonly room: Room;
  readonly members: number;
  readonly head: Sequence;
}

/** Every room, in order of the name of its stream. */
export async function* allRooms(store: Store): AsyncGenerator<RoomLine> {
  let after: StreamName | null = null;
  for (;;) {
    const { lines, last } = await roomsAfter(store, after);
    yield* lines;
    if (last === null) return;
    after = last;
  }
}

/**
 * A room by its id or its name without regard to case. Of several with one name it is the oldest.
 *
 * @throws ChatError `not_found`.
 */
export async function findRoom(store: Store, idOrName: string): Promise<Room> {
  const wanted = idOrName.toLowerCase();
  let found: Room | null = null;
  for await (const { room } of allRooms(store)) {
    if (String(room.id) === idOrName) return room;
    if (room.name.toLowerCase() === wanted && (found === null || room.id < found.id)) found = room;
  }
  if (found === null) throw new ChatError('not_found', `There is no room ${idOrName}.`);
  return found;
}

function roomsAfter(
  store: Store,
  after: StreamName | null,
): Promise<{ readonly lines: readonly RoomLine[]; readonly last: StreamName | null }> {
  return store.read(async (snapshot) => {
    const streams = await snapshot.streamsAfter(after, ROOMS_AT_ONCE);
    const lines: RoomLine[] = [];
    for (const stream of streams) {
      const id = roomOfStream(stream);
      const room = id === null ? null : await snapshot.room(id);
      if (room !== null) lines.push(await line(room));
    }
    return { lines, last: streams.at(-1) ?? null };

    async function line(room: Room): Promise<RoomLine> {
      const members = await snapshot.memberCount(room.id);
      const head = await snapshot.head(roomStream(room.id));
      return { room, members, head: head.seq };
    }
  });
}
