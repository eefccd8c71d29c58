import type { RoomReplica } from '../../../core/client/replica.js';
import { ACCOUNT, Play } from './play.js';
import { ROOM, RoomLog } from './room-log.js';

/** A client that follows a room with some posts in it, with its effects forgotten. */
export function following(posts = 3): { play: Play; log: RoomLog } {
  const log = new RoomLog();
  for (let post = 0; post < posts; post += 1) log.add({ do: 'post', by: 2 });
  const play = new Play()
    .connect()
    .load()
    .frame(...ACCOUNT);
  play.take({ type: 'openRoom', roomId: ROOM }).frame(log.reset(), log.live());
  play.effects = [];
  return { play, log };
}

/** The room that a client follows. */
export function room(play: Play): RoomReplica {
  const found = play.state.rooms.get(ROOM);
  if (found === undefined) throw new Error('the room is open');
  return found;
}
