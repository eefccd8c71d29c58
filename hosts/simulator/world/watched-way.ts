import type { PageAnswer } from '../../../core/client/inputs.js';
import { roomStream, type RoomId, type UserId } from '../../../core/vocabulary/ids.js';
import type { ClientState } from '../../../core/client/state.js';
import type { StoredEntry } from '../../../ports/local-store.js';
import type { HttpAnswer, Transport } from '../../../ports/transport.js';
import type { Model } from '../model/model.js';
import type { RoomPlace } from '../model/requests.js';
import type { TabName } from '../plan/plan.js';
import { keyOfCommand } from './command-key.js';
import { typistCame } from './typing-watch.js';
import { watchedTransport } from './watched-transport.js';
import type { World } from './world.js';

/** Whose way it is. */
export interface Wayfarer {
  readonly name: TabName;
  readonly state: ClientState | null;
  readonly userId: UserId | null;
  /** Whether the device has failed the page. */
  readonly hasFailed: boolean;
}

/** Path of a page of a room. */
const PAGE = /^\/rooms\/(\d+)\/messages/;

/** The way of a page to the server, of which the model is told everything. */
export function watchedWay(
  transport: Transport,
  { world, tab, lane }: { readonly world: World; readonly tab: Wayfarer; readonly lane: string },
): Transport {
  const { model } = world;
  const { name } = tab;
  return watchedTransport(transport, {
    connecting: (connection) => {
      model.habits.connects(name);
      model.retries.waited(name, model.ways.of(name));
      model.ways.connecting(name, connection);
    },
    opened: (connection) => {
      model.ways.opened(name, connection);
    },
    handed: (frame, connection) => {
      if (tab.state !== null) model.habits.says(name, frame, tab.state);
      model.ways.handed(name, connection, frame);
      world.handed(name, frame);
      if (frame.type !== 'command') return;
      const { command } = frame;
      const key = keyOfCommand(command);
      if (key === null) return;
      model.retries.said(`${lane} ${String(connection)}`, key);
      if (command.name !== 'post' || tab.userId === null) return;
      const { userId, hasFailed } = tab;
      model.drains.sent(name, { userId, id: command.clientMessageId, hasFailed });
    },
    came: (frame, connection) => {
      if (frame.type === 'run') model.habits.came(name, frame);
      model.ways.came(name, connection, frame);
      typistCame(world, tab, frame);
      if (frame.type !== 'run' && frame.type !== 'reset') return;
      const { stream } = frame;
      const span = frame.type === 'run' ? frame : { from: 0, to: frame.seq };
      model.views.reached(name, stream, span);
      if (frame.type === 'reset' && stream === 'account') model.causes.snapshot(name, frame.seq);
    },
    closed: (reason, connection) => {
      model.ways.closed(name, connection, reason);
      model.keystrokes.stopped(name);
    },
    requests: ({ path }) => {
      const roomId = Number(PAGE.exec(path)?.[1]) as RoomId;
      const flight = model.requests.begun(name, roomId, placeIn(model, name, roomId));
      return (answer) => {
        model.requests.answered(flight, answer?.status === 200 ? null : codeOf(answer));
        if (answer?.status !== 200) return;
        const { asOf, digest } = (answer.body as PageAnswer).page;
        model.views.paged(name, roomStream(roomId), { seq: asOf, digest });
        model.ways.told(name, roomStream(roomId), asOf);
      };
    },
    left: (connection) => {
      if (tab.state !== null) model.habits.leaves(name, tab.state);
      model.ways.left(name, connection);
      model.keystrokes.stopped(name);
    },
  });
}

/** What a request was refused with: one without an answer may have been heard. */
function codeOf(answer: HttpAnswer | null): string {
  const { error } = (answer?.body ?? {}) as { readonly error?: { readonly code: string } };
  return error?.code ?? 'unavailable';
}

/** How far a page has come in a room, and how often that began anew. */
function placeIn({ ways }: Model, name: TabName, roomId: RoomId): RoomPlace {
  const { reached, resets } = ways.of(name);
  const stream = roomStream(roomId);
  return { reached: reached.get(stream) ?? 0, resets: resets.get(stream) ?? 0 };
}

/** A device has an unsent message: the model is told. */
export function keepOnDevice(world: World, name: TabName, entry: StoredEntry): void {
  const { outboxes, ownRows, senders, drains } = world.model;
  const { userId, roomId, clientMessageId: id, state, tab } = entry;
  outboxes.kept(name, userId, id);
  ownRows.kept(userId, id, tab);
  const waits = state === 'failed' || state === 'rejected';
  drains.kept({ userId, clientMessageId: id, tab, waits });
  const writtenMs = entry.createdAt;
  senders.kept({ client: tab, userId, roomId, id, writtenMs, waits });
  world.near('kept', { tab: name });
}
