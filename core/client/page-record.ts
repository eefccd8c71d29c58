import type { RoomId } from '../vocabulary/ids.js';
import { PAGE_RECORDED_MAX } from './limits.js';
import type { VerifiedEvent } from './replica.js';
import type { Turn } from './turn.js';

/**
 * Remembers what happened while a page is on the way: it may be older than that, or of another log.
 */
export function recordChanges(turn: Turn, roomId: RoomId, events: readonly VerifiedEvent[]): void {
  const request = turn.state.rooms.get(roomId)?.request;
  if (request?.recorded === undefined || request.recorded === null) return;
  const recorded = [...request.recorded, ...events];
  turn.updateRoom(roomId, {
    request: { ...request, recorded: recorded.length > PAGE_RECORDED_MAX ? null : recorded },
  });
}
