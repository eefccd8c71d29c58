import type { Telemetry } from '../../ports/telemetry.js';
import type { DeliveryLimits } from './limits.js';

/** What delivery holds at a moment. Everything is 0 once the last connection is gone. */
export interface DeliveryStats {
  readonly connections: number;
  /** Ended, with sockets that have not closed yet. */
  readonly closing: number;
  readonly persons: number;
  readonly sessions: number;
  readonly subscriptions: number;
  readonly streams: number;
  readonly ringRuns: number;
  readonly ringBytes: number;
  readonly catchUpsRunning: number;
  readonly catchUpsWaiting: number;
  readonly commandsOutstanding: number;
  readonly queuedFrames: number;
  /** Bytes that sockets have not sent and that reads under way may bring. */
  readonly outgoingBytes: number;
  /** Rooms on the board of heads. */
  readonly movedRooms: number;
}

/** A gauge for every bound, and for what is used of it. */
export function registerGauges(
  telemetry: Telemetry,
  limits: DeliveryLimits,
  stats: () => DeliveryStats,
): void {
  const used: readonly (readonly [string, string, keyof DeliveryStats])[] = [
    ['delivery_connections', 'Connections that are accepted', 'connections'],
    ['delivery_closing', 'Connections that ended and whose sockets have not closed', 'closing'],
    ['delivery_sessions', 'Sessions with a connection', 'sessions'],
    ['delivery_subscriptions', 'Loops of a connection over a stream', 'subscriptions'],
    ['delivery_streams', 'Streams that someone follows', 'streams'],
    ['delivery_ring_runs', 'Encoded runs that are kept', 'ringRuns'],
    ['delivery_ring_bytes', 'Bytes of the encoded runs that are kept', 'ringBytes'],
    ['delivery_catch_ups_running', 'Reads of the log under way', 'catchUpsRunning'],
    ['delivery_catch_ups_waiting', 'Reads of the log that wait', 'catchUpsWaiting'],
    ['delivery_commands', 'Commands that have not been answered', 'commandsOutstanding'],
    ['delivery_queued_frames', 'Answers and notices that wait for a full socket', 'queuedFrames'],
    ['delivery_outgoing_bytes', 'Bytes unsent or about to be read', 'outgoingBytes'],
    ['delivery_moved_rooms', 'Rooms whose heads are still to be told', 'movedRooms'],
  ];
  for (const [name, help, key] of used) telemetry.gauge(name, help, () => stats()[key]);
  const bounds: readonly (readonly [string, string, keyof DeliveryLimits])[] = [
    ['delivery_connections_max', 'Bound of delivery_connections', 'connectionsMax'],
    ['delivery_ring_bytes_max', 'Bound of delivery_ring_bytes', 'ringBytesTotalMax'],
    ['delivery_catch_ups_running_max', 'Bound of delivery_catch_ups_running', 'catchUpsMax'],
    ['delivery_catch_ups_waiting_max', 'Bound of delivery_catch_ups_waiting', 'catchUpsWaitingMax'],
    ['delivery_commands_max', 'Bound of delivery_commands', 'commandsMax'],
    ['delivery_outgoing_bytes_max', 'Bound of delivery_outgoing_bytes', 'outgoingBytesMax'],
  ];
  for (const [name, help, key] of bounds) telemetry.gauge(name, help, () => limits[key]);
}
