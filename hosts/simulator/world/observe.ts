import type { Client } from '../../../core/client/client.js';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import type { RoomView } from '../../../core/client/state.js';
import {
  roomOfStream,
  roomStream,
  type RoomId,
  type StreamName,
} from '../../../core/vocabulary/ids.js';
import type { TabName } from '../plan/plan.js';
import type { World } from './world.js';

interface Seen {
  readonly view: RoomView;
  readonly cursor: number | null;
  readonly outbox: Client['state']['outbox'];
}

/** Hands what a client shows to the model, whenever it changes. @returns the listener. */
export function observe(
  world: World,
  name: TabName,
  { client, isOpen }: { readonly client: Client; readonly isOpen: (roomId: RoomId) => boolean },
): () => void {
  const { views, outboxes } = world.model;
  const shown = new Map<RoomId, Seen>();
  let followed: readonly StreamName[] = [];
  let remembered: Client['state']['outbox'] = [];
  return () => {
    const { positions, state } = client;
    if (remembered !== state.outbox) {
      remembered = state.outbox;
      outboxes.remembered(name, new Set(remembered.map((entry) => entry.clientMessageId)));
    }
    for (const stream of followed) if (!positions.has(stream)) views.forgot(name, stream);
    followed = [...positions.keys()];
    for (const [stream, { seq, digest }] of positions) views.cursor(name, stream, { seq, digest });
    observeProgress(world, name, client);
    for (const [roomId, view] of state.rooms) {
      const cursor = positions.get(roomStream(roomId))?.seq ?? null;
      const before = shown.get(roomId);
      const isSame = before?.view.timeline === view.timeline && before.cursor === cursor;
      if (isSame && before.outbox === state.outbox) continue;
      shown.set(roomId, { view, cursor, outbox: state.outbox });
      const { messages, olderExist, newerExist } = view.timeline;
      // A hole of the timeline is said to be that, whosever message is missing.
      if (!isSame) {
        views.seen({ client: name, roomId, messages, olderExist, newerExist, cursor });
      }
      if (isOpen(roomId)) observeRows(world, name, { client, roomId, view });
    }
  };
}

function observeRows(
  world: World,
  name: TabName,
  { client, roomId, view }: { readonly client: Client; roomId: RoomId; view: RoomView },
): void {
  const { state } = client;
  const { ownRows } = world.model;
  const { messages, olderExist, newerExist } = view.timeline;
  ownRows.shown({
    client: name,
    userId: state.me?.id ?? null,
    roomId,
    rows: timelineRows(state, roomId).map((row) => ({
      key: row.key,
      waiting: row.kind === 'pending' ? row.entry.clientMessageId : null,
    })),
    from: olderExist ? (messages[0]?.seq ?? null) : null,
    to: newerExist ? (messages.at(-1)?.seq ?? null) : null,
  });
}

function observeProgress(world: World, name: TabName, { positions, state }: Client): void {
  const rooms = new Map<RoomId, number>();
  for (const [stream, { seq }] of positions) {
    const roomId = roomOfStream(stream);
    if (roomId !== null && state.rooms.get(roomId)?.status.kind === 'live') rooms.set(roomId, seq);
  }
  world.model.causes.progressed({
    client: name,
    account: positions.get('account')?.seq ?? null,
    rooms,
  });
}
