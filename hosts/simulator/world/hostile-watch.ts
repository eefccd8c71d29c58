import type { ConnectionWatcher } from '../../../adapters/simulated/connection.js';
import { NOTHING_WATCHED } from '../../../adapters/simulated/network.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import { HOSTILE } from './hostile.js';
import { CROWD, unsentBytesMax } from './limits.js';
import { placeOf } from './work-watch.js';
import type { World } from './world.js';

/** Watches connections of pages by one watcher, and those of all others by another. */
export function eachByItsOwn(
  clients: ConnectionWatcher,
  hostile: ConnectionWatcher,
): ConnectionWatcher {
  const of = ({ id }: { readonly id: string }): ConnectionWatcher =>
    id.startsWith(HOSTILE) || id.startsWith(CROWD) ? hostile : clients;
  return {
    connecting: (connection) => {
      of(connection).connecting(connection);
    },
    clientSent: (connection, text) => {
      of(connection).clientSent(connection, text);
    },
    serverGot: (connection, text) => {
      of(connection).serverGot(connection, text);
    },
    serverSent: (connection, frame) => {
      of(connection).serverSent(connection, frame);
    },
    clientGot: (connection, text) => {
      of(connection).clientGot(connection, text);
    },
    serverEnding: (connection) => {
      of(connection).serverEnding(connection);
    },
    clientClosed: (connection) => {
      of(connection).clientClosed(connection);
    },
    serverClosed: (connection) => {
      of(connection).serverClosed(connection);
    },
  };
}

/** What somebody hostile says that they type is a frame like any other. */
const TYPING = /^\{"type":"typing"/;

/** Sees what the server says to somebody hostile. What it hears may be no frame at all. */
export function hostileWatch(world: () => World, serverHeard: () => void): ConnectionWatcher {
  return {
    ...NOTHING_WATCHED,
    serverGot: ({ id }, text) => {
      serverHeard();
      const { kernel, model } = world();
      model.work.asked(placeOf(kernel.lane));
      if (TYPING.test(text)) model.starts.serverGot(id, JSON.parse(text) as ClientFrame);
    },
    serverClosed: ({ id }) => {
      world().model.starts.serverClosed(id);
    },
    serverSent: ({ id, socket, live }, { text }) => {
      const { model } = world();
      const frame = JSON.parse(text) as ServerFrame;
      if (frame.type === 'refused' || frame.type === 'denied') {
        model.refusals.said(id, frame.message, []);
      } else if (frame.type === 'answer' && !frame.outcome.ok) {
        model.refusals.said(id, frame.outcome.refusal.message, []);
      }
      if (frame.type === 'refused' || !live) return;
      model.resources.given(id, socket.bufferedBytes(), unsentBytesMax(world()));
    },
  };
}
