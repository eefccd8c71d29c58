import { FOLLOWED_ROOMS_MAX, REPLAY_BYTES_MAX } from '../../vocabulary/limits.js';
import { SECOND_MS } from '../../vocabulary/time.js';

/**
 * A visible follower that has heard nothing of its leader for the first asks whether it is there,
 * and at the second once more.
 */
export const ASK_AFTER_MS = 500;
export const LEADER_SILENT_MS = SECOND_MS;
/** Then it waits the first for an answer, and up to the second more by chance, before it steals. */
export const LAST_ANSWER_MS = 100;
export const STEAL_JITTER_MS = 300;
/** A check that comes later than this says that the follower itself slept: it listens anew. */
export const WATCH_LATE_MS = 500;

/** How often a leader looks which tabs have died. */
export const LIVENESS_INTERVAL_MS = 5 * SECOND_MS;
/** Reigns known to be over; what still comes of them is late. The oldest is forgotten. */
export const PAST_REIGNS_MAX = 32;

/** A tab that is said to be active and is not heard of for this long counts as away. */
export const SEAT_ACTIVE_MS = 45 * SECOND_MS;
/** What was said to the server so long ago is said again when a tab says it again. */
export const SAID_AGAIN_MS = 5 * SECOND_MS;

/** Tabs that a leader serves; the next one opens a connection of its own. */
export const SEATS_MAX = 32;
/** Frames that a tab has not said it received; past it its seat ends, and it comes back. */
export const UNACKED_FRAMES_MAX = 512;
/** With more of them than this a tab is behind, and is handed no signals. */
export const UNACKED_AT_SIGNALS_MAX = 256;
/** How often a tab says so, in frames. */
export const ACK_INTERVAL_FRAMES = 64;
/** Frames that a client may send before it was greeted. More than that are dropped. */
export const EARLY_FRAMES_MAX = 16;

/**
 * Streams that the leader follows for all tabs, the account and the person's own among them; a tab
 * that wants one more has its own connection.
 */
export const RELAYED_STREAMS_MAX = FOLLOWED_ROOMS_MAX + 2;
/** Frames of events that are kept of a stream for tabs that join it later; the oldest go first. */
export const RING_RUNS_MAX = 128;
export const RING_BYTES_MAX = REPLAY_BYTES_MAX;
/** Commands of all tabs that wait for their answer; the next one is answered as busy. */
export const RELAYED_COMMANDS_MAX = 256;
/** Pings of all tabs that wait for their answer; the oldest is forgotten. */
export const RELAYED_PINGS_MAX = 256;
/**
 * Rooms whose heads are known for tabs that come later; the one heard of longest ago goes first.
 */
export const KNOWN_HEADS_MAX = 2_000;
/** Time between two frames that say how far rooms are which only other tabs follow. */
export const HEADS_INTERVAL_MS = 500;

/** Wait before a reign is asked for again, and how often, before the connection is given up. */
export const LEAD_RETRY_MS = 300;
export const LEAD_ATTEMPTS_MAX = 5;
/** The device has this long to tell the name of the profile; then a new one is used. */
export const PROFILE_WAIT_MS = SECOND_MS;
