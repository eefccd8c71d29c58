import type { Connections } from './connections.js';
import type { StreamHubs } from './stream-hubs.js';

/** Most that any one connection, person or stream holds of what is bounded for each. */
export interface DeliveryPeaks {
  readonly personConnectionsMost: number;
  readonly addressConnectionsMost: number;
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
  const peaks = {
    personConnectionsMost: connections.mostOfOnePerson,
    addressConnectionsMost: connections.mostOfOneAddress,
    connectionUnsentBytesMost: 0,
    connectionQueuedFramesMost: 0,
    connectionQueuedBytesMost: 0,
    connectionCommandsMost: 0,
    connectionRoomsMost: 0,
    streamRingRunsMost: 0,
    streamRingBytesMost: 0,
  };
  for (const { outlet, commandsOutstanding, rooms } of connections) {
    const { unsentBytes, queued, queuedBytes } = outlet;
    peaks.connectionUnsentBytesMost = Math.max(peaks.connectionUnsentBytesMost, unsentBytes);
    peaks.connectionQueuedFramesMost = Math.max(peaks.connectionQueuedFramesMost, queued);
    peaks.connectionQueuedBytesMost = Math.max(peaks.connectionQueuedBytesMost, queuedBytes);
    peaks.connectionCommandsMost = Math.max(peaks.connectionCommandsMost, commandsOutstanding);
    peaks.connectionRoomsMost = Math.max(peaks.connectionRoomsMost, rooms);
  }
  for (const { ringRuns, ringBytes } of hubs) {
    peaks.streamRingRunsMost = Math.max(peaks.streamRingRunsMost, ringRuns);
    peaks.streamRingBytesMost = Math.max(peaks.streamRingBytesMost, ringBytes);
  }
  return peaks;
}
