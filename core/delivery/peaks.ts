import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import type { StreamHubs } from './stream-hubs.js';

/** Most that any one connection, person or stream holds of what is bounded for each. */
export interface DeliveryPeaks {
  readonly personConnectionsMost: number;
  readonly connectionUnsentBytesMost: number;
  readonly connectionQueuedFramesMost: number;
  readonly connectionQueuedBytesMost: number;
  readonly connectionCommandsMost: number;
  readonly connectionRoomsMost: number;
  readonly streamRingRunsMost: number;
  readonly streamRingBytesMost: number;
}

/** Looks at all of them: for those who watch, not for every event. */
export function peaksOf(connections: Connections, hubs: StreamHubs): DeliveryPeaks {
  const all = connections.all();
  const most = (of: (connection: Connection) => number): number =>
    all.reduce((highest, one) => Math.max(highest, of(one)), 0);
  return {
    personConnectionsMost: connections.mostOfOnePerson,
    connectionUnsentBytesMost: most(({ outlet }) => outlet.unsentBytes),
    connectionQueuedFramesMost: most(({ outlet }) => outlet.queued),
    connectionQueuedBytesMost: most(({ outlet }) => outlet.queuedBytes),
    connectionCommandsMost: most(({ commandsOutstanding }) => commandsOutstanding),
    connectionRoomsMost: most(({ rooms }) => rooms),
    streamRingRunsMost: hubs.most((hub) => hub.ringRuns),
    streamRingBytesMost: hubs.most((hub) => hub.ringBytes),
  };
}
