import type { Client } from '../../../core/client/client.js';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import type { RoomView } from '../../../core/client/state.js';
import { roomStream, type RoomId, type StreamName } from '../../../core/vocabulary/ids.js';
import type { TabName } from '../plan/plan.js';
import type { World } from './world.js';

/** Hands what a client shows to the model, whenever it changes. @returns the listener. */
export function observe(world: World, name: TabName, client: Client): () => void {
  const { views } = world.model;
  const shown = new Map<RoomId, { readonly view: RoomView; readonly cursor: number | null }>();
  let followed: readonly StreamName[] = [];
  return () => {
    const positions = client.positions;
    for (const stream of followed) if (!positions.has(stream)) views.forgot(name, stream);
    followed = [...positions.keys()];
    for (const [stream, { seq, digest }] of positions) views.cursor(name, stream, { seq, digest });
    for (const [roomId, view] of client.state.rooms) {
      const cursor = positions.get(roomStream(roomId))?.seq ?? null;
      const before = shown.get(roomId);
      if (before?.view.timeline === view.timeline && before.cursor === cursor) continue;
      shown.set(roomId, { view, cursor });
      const { messages, olderExist, newerExist } = view.timeline;
      views.rows(
        name,
        roomId,
        timelineRows(client.state, roomId).map(({ key }) => key),
      );
      views.seen({ client: name, roomId, messages, olderExist, newerExist, cursor });
    }
  };
}
