import { SOCKET_UNSENT_BYTES_MAX } from '../../ports/socket.js';
import type { PresenceStats } from '../presence/presence.js';
import { gaugeWithBound, type Telemetry } from '../../ports/telemetry.js';
import type { DeliveryLimits } from './limits.js';
import type { DeliveryPeaks } from './peaks.js';

/** What delivery holds at a moment. Everything is 0 once the last connection is gone. */
export interface DeliveryStats extends DeliveryPeaks, PresenceStats {
  readonly connections: number;
  /** Accepted, and not welcome yet. */
  readonly greeting: number;
  /** Ended, with sockets that have not closed yet. */
  readonly closing: number;
  readonly persons: number;
  readonly addresses: number;
  readonly sessions: number;
  readonly subscriptions: number;
  readonly streams: number;
  readonly ringRuns: number;
  readonly ringBytes: number;
  readonly catchUpsRunning: number;
  readonly catchUpsWaiting: number;
  /** Those of them that are nearly in step, further behind, and in want of a snapshot. */
  readonly catchUpsNear: number;
  readonly catchUpsFar: number;
  readonly catchUpsAnew: number;
  /** Turns to read in a row that went to somebody else than the one who waits longest. */
  readonly catchUpsPassedOver: number;
  readonly commandsOutstanding: number;
  readonly queuedFrames: number;
  /** Bytes that sockets have not sent and that reads under way may bring. */
  readonly outgoingBytes: number;
  /** Rooms on the board of heads. */
  readonly movedRooms: number;
  /** How much is given up under pressure: 0 is nothing. */
  readonly pressureLevel: number;
  /** Starts of typing, of a connection in a room, that no stop has followed. */
  readonly typing: number;
}

/** What is used of a bound, and the bound where there is one. */
interface Watched {
  readonly used: keyof DeliveryStats;
  readonly name: string;
  readonly help: string;
  /** A limit that can be set, or one that is fixed. */
  readonly bound?: keyof DeliveryLimits | number;
}

const WATCHED: readonly Watched[] = [
  {
    used: 'connections',
    name: 'connections',
    help: 'Connections that are accepted',
    bound: 'connectionsMax',
  },
  {
    used: 'greeting',
    name: 'greeting',
    help: 'Connections that are accepted and not welcome yet',
    bound: 'greetingsMax',
  },
  {
    used: 'closing',
    name: 'closing',
    help: 'Connections that ended and whose sockets have not closed',
  },
  { used: 'sessions', name: 'sessions', help: 'Sessions with a connection' },
  { used: 'subscriptions', name: 'subscriptions', help: 'Loops of a connection over a stream' },
  { used: 'streams', name: 'streams', help: 'Streams that someone follows' },
  { used: 'ringRuns', name: 'ring_runs', help: 'Encoded runs that are kept' },
  {
    used: 'ringBytes',
    name: 'ring_bytes',
    help: 'Bytes of the encoded runs and snapshots that are kept',
    bound: 'ringBytesTotalMax',
  },
  {
    used: 'catchUpsRunning',
    name: 'catch_ups_running',
    help: 'Reads of the log under way',
    bound: 'catchUpsMax',
  },
  {
    used: 'catchUpsWaiting',
    name: 'catch_ups_waiting',
    help: 'Reads of the log that wait',
    bound: 'catchUpsWaitingMax',
  },
  {
    used: 'catchUpsNear',
    name: 'catch_ups_waiting_near',
    help: 'Reads that wait and are of a small gap',
  },
  {
    used: 'catchUpsFar',
    name: 'catch_ups_waiting_far',
    help: 'Reads that wait and are of a larger gap',
  },
  {
    used: 'catchUpsAnew',
    name: 'catch_ups_waiting_anew',
    help: 'Reads that wait and are of a snapshot',
  },
  {
    used: 'catchUpsPassedOver',
    name: 'catch_ups_passed_over',
    help: 'Turns to read in a row that went to others than who waits longest, 3 at most',
  },
  {
    used: 'commandsOutstanding',
    name: 'commands',
    help: 'Commands that have not been answered',
    bound: 'commandsMax',
  },
  {
    used: 'queuedFrames',
    name: 'queued_frames',
    help: 'Answers and notices that wait for a full socket',
  },
  {
    used: 'outgoingBytes',
    name: 'outgoing_bytes',
    help: 'Bytes that sockets have not sent, or that reads under way may bring',
    bound: 'outgoingBytesMax',
  },
  { used: 'typing', name: 'typing', help: 'Starts of typing that no stop has followed' },
  { used: 'movedRooms', name: 'moved_rooms', help: 'Rooms whose heads are still to be told' },
  { used: 'leases', name: 'presence_leases', help: 'Connections that hold somebody present' },
  { used: 'claims', name: 'presence_claims', help: 'Claims to presence, of every process' },
  { used: 'presentStreams', name: 'presence_streams', help: 'Streams that somebody is present in' },
  {
    used: 'presenceWatchers',
    name: 'presence_watchers',
    help: 'Streams of which connections are told who is present',
  },
  {
    used: 'pressureLevel',
    name: 'pressure_level',
    help: 'Given up: 1 typing, 2 presence too, 3 new connections too, 4 the pace of reads too',
  },
  {
    used: 'personConnectionsMost',
    name: 'person_connections_most',
    help: 'Connections of the person who has most',
    bound: 'connectionsPerPersonMax',
  },
  {
    used: 'addressConnectionsMost',
    name: 'address_connections_most',
    help: 'Connections of the address that has most',
    bound: 'connectionsPerAddressMax',
  },
  {
    used: 'connectionUnsentBytesMost',
    name: 'connection_unsent_bytes_most',
    help: 'Unsent bytes of the connection that has most; from its bound on it waits',
    bound: SOCKET_UNSENT_BYTES_MAX,
  },
  {
    used: 'connectionQueuedFramesMost',
    name: 'connection_queued_frames_most',
    help: 'Answers and notices that wait at the connection that has most',
    bound: 'queuedFramesMax',
  },
  {
    used: 'connectionQueuedBytesMost',
    name: 'connection_queued_bytes_most',
    help: 'Bytes of answers and notices that wait at the connection that has most',
    bound: 'queuedBytesMax',
  },
  {
    used: 'connectionCommandsMost',
    name: 'connection_commands_most',
    help: 'Unanswered commands of the connection that has most',
    bound: 'commandsPerConnectionMax',
  },
  {
    used: 'connectionRoomsMost',
    name: 'connection_rooms_most',
    help: 'Rooms that the connection with most of them follows in full',
    bound: 'followedRoomsMax',
  },
  {
    used: 'streamRingRunsMost',
    name: 'stream_ring_runs_most',
    help: 'Encoded runs of the stream that keeps most',
    bound: 'ringRunsMax',
  },
  {
    used: 'streamRingBytesMost',
    name: 'stream_ring_bytes_most',
    help: 'Bytes of encoded runs of the stream that keeps most',
    bound: 'ringBytesMax',
  },
];

/** A gauge for what is used of every bound, and one named `..._max` for the bound itself. */
export function registerGauges(
  telemetry: Telemetry,
  limits: DeliveryLimits,
  stats: () => DeliveryStats,
): void {
  for (const { used, name, help, bound } of WATCHED) {
    const gauge = { name: `delivery_${name}`, help, used: () => stats()[used] };
    if (bound === undefined) telemetry.gauge(gauge.name, gauge.help, gauge.used);
    else {
      const most = (): number => (typeof bound === 'number' ? bound : limits[bound]);
      gaugeWithBound(telemetry, { ...gauge, bound: most });
    }
  }
}
