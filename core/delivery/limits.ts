import { FOLLOWED_ROOMS_MAX, REPLAY_BYTES_MAX, REPLAY_EVENTS_MAX } from '../vocabulary/limits.js';
import { SECOND_MS } from '../vocabulary/time.js';
import type { PressureLimits } from '../limits/pressure.js';

/** Every bound of delivery. Each that counts something has a gauge beside it. */
export interface DeliveryLimits extends PressureLimits {
  /** Connections of the process; the next one is refused as `busy`. */
  readonly connectionsMax: number;
  /** Connections of one person; the next one is refused as `limit_exceeded`. */
  readonly connectionsPerPersonMax: number;
  /** Connections of one address, or of one IPv6 network; the next one is likewise refused. */
  readonly connectionsPerAddressMax: number;
  /** Connections that are not welcome yet, of the process; the next one is refused as `busy`. */
  readonly greetingsMax: number;
  /** Rooms that one connection follows in full. */
  readonly followedRoomsMax: number;
  /** A gap larger than either is answered with a snapshot. */
  readonly replayEventsMax: number;
  readonly replayBytesMax: number;
  /** Data and content in one frame of events, beyond which the next frame begins. */
  readonly runBytesMax: number;
  /** Encoded runs that one stream keeps for those who come a little later. */
  readonly ringRunsMax: number;
  readonly ringBytesMax: number;
  /** Bytes that all streams of the process keep together. */
  readonly ringBytesTotalMax: number;
  /** Reads of the log that run at once, and those that may wait. */
  readonly catchUpsMax: number;
  readonly catchUpsWaitingMax: number;
  /** Between two reads of the log while pressure makes them slow; then one runs at a time. */
  readonly slowReadPauseMs: number;
  /** Commands under way; past either the answer is `busy`. */
  readonly commandsPerConnectionMax: number;
  readonly commandsMax: number;
  /** Answers and notices that wait for a full socket; past it the connection ends. */
  readonly queuedFramesMax: number;
  readonly queuedBytesMax: number;
  /**
   * Bytes that sockets have not sent and reads under way may bring, of the whole process: with no
   * room left reads of the log wait, and past it those are reset who accepted nothing for longest.
   */
  readonly outgoingBytesMax: number;
  /** While reads wait for room, whoever accepted nothing for this long is reset. */
  readonly shedStalledMs: number;
  /** Frames that may arrive between `hello` and `welcome`. */
  readonly earlyFramesMax: number;
  readonly helloWaitMs: number;
  /** A connection that accepts no byte for this long is closed. */
  readonly stalledMs: number;
  /** What `welcome` asks for, and how long a silent client is kept. */
  readonly pingIntervalMs: number;
  readonly silentMs: number;
  readonly sweepIntervalMs: number;
  /** How often the log is asked what was committed: the delay of a lost hint. */
  readonly tailIntervalMs: number;
  readonly tailEventsMax: number;
  /** Time between two `heads` frames of a connection. */
  readonly headsIntervalMs: number;
  /** How often sessions are looked up again, and how many in one read. */
  readonly sessionCheckIntervalMs: number;
  readonly sessionsPerCheckMax: number;
  /** Reads that fail in a row before those who wait for them are turned away. */
  readonly readAttemptsMax: number;
  readonly readRetryMs: number;
  readonly readRetryMsMax: number;
  /** How long a drain waits for commands and for sockets to close. */
  readonly drainMsMax: number;
  /** Reconnections that a successor is trusted with; a drain spreads its slots by it. */
  readonly reconnectsPerSecond: number;
}

const PING_INTERVAL_MS = 15 * SECOND_MS;

/** Sized for 5,000 connections on two cores. */
export const DELIVERY_LIMITS: DeliveryLimits = {
  connectionsMax: 10_000,
  connectionsPerPersonMax: 64,
  // A large office behind one address, with two devices each.
  connectionsPerAddressMax: 1_000,
  // Whoever lost a process comes back at once: almost all of them may be here.
  greetingsMax: 4_096,
  followedRoomsMax: FOLLOWED_ROOMS_MAX,
  replayEventsMax: REPLAY_EVENTS_MAX,
  replayBytesMax: REPLAY_BYTES_MAX,
  runBytesMax: 64 * 1024,
  ringRunsMax: REPLAY_EVENTS_MAX,
  // What is further behind than a replay may be is answered with a snapshot: older runs have no
  // reader.
  ringBytesMax: REPLAY_BYTES_MAX,
  ringBytesTotalMax: 64 * 1024 * 1024,
  // More reads at once than a store has readers would only wait there instead of here, out of
  // order.
  catchUpsMax: 4,
  catchUpsWaitingMax: 20_000,
  slowReadPauseMs: 50,
  commandsPerConnectionMax: 32,
  commandsMax: 1_024,
  queuedFramesMax: 256,
  queuedBytesMax: 256 * 1024,
  // A thousand readers that stop at once fill it: each has a full socket and one frame more.
  outgoingBytesMax: 128 * 1024 * 1024,
  shedStalledMs: 5 * SECOND_MS,
  earlyFramesMax: 16,
  helloWaitMs: 10 * SECOND_MS,
  stalledMs: 30 * SECOND_MS,
  pingIntervalMs: PING_INTERVAL_MS,
  // A client gives up after two intervals: whoever is silent for three is gone.
  silentMs: 3 * PING_INTERVAL_MS,
  sweepIntervalMs: SECOND_MS,
  tailIntervalMs: 250,
  tailEventsMax: 1_000,
  headsIntervalMs: 500,
  sessionCheckIntervalMs: 5 * SECOND_MS,
  sessionsPerCheckMax: 200,
  readAttemptsMax: 6,
  readRetryMs: 25,
  readRetryMsMax: SECOND_MS,
  drainMsMax: 5 * SECOND_MS,
  reconnectsPerSecond: 1_000,
  // Ten times what a thousand connections take.
  memoryBytesMax: 1_024 * 1024 * 1024,
  // People notice half a second in everything that they do.
  loopDelayMsMax: 500,
  // Less than a sweep: two looks in a row are enough, though the second be a little early.
  pressureRiseMs: 900,
  pressureFallMs: 5 * SECOND_MS,
};
