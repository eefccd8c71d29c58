import type { RoomId } from '../vocabulary/ids.js';
import { PAGE_RECORDED_MAX } from './limits.js';
import type { MessageEvent } from './replica.js';
import type { Turn } from './turn.js';

/** Remembers what changed while a page is on the way: it may be older than the change. */
export function recordChanges(turn: Turn, roomId: RoomId, events: readonly MessageEvent[]): void {
  const request = turn.state.rooms.get(roomId)?.request;
  if (request?.recorded === undefined || request.recorded === null || events.length === 0) return;
  const recorded = [...request.recorded, ...events];
  turn.updateRoom(roomId, {
    request: { ...request, recorded: recorded.length > PAGE_RECORDED_MAX ? null : recorded },
  });
}
