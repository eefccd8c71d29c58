import { FOLLOWED_ROOMS_MAX } from '../vocabulary/limits.js';
import { MINUTE_MS, SECOND_MS } from '../vocabulary/time.js';

/** Messages that a timeline holds, and by how many it may grow past that before it is trimmed. */
export const TIMELINE_MESSAGES_MAX = 300;
export const TIMELINE_LEEWAY = 20;

/** Rooms whose view is kept after they were closed, so that coming back shows them at once. */
export const CLOSED_ROOMS_MAX = 2 * FOLLOWED_ROOMS_MAX;
/** People who are known; past it only those whom a timeline names are kept. */
export const PEOPLE_MAX = 10_000;
/** Drafts that are kept; past it the one that was begun first is forgotten. */
export const DRAFTS_MAX = 200;

/** Rooms of which it is known how far they are by what the connection told; the oldest goes. */
export const TOLD_HEADS_MAX = 2_000;

/** Messages of a room that the log says exist and whose content a later event replaces. */
export const VEILED_MAX = 1_000;

/**
 * Changes of a room that are recorded while a page of it is on the way; past it the page is asked
 * again.
 */
export const PAGE_RECORDED_MAX = 500;
/** Pages of a room that are shown and further than its log is applied. */
export const PLACES_AHEAD_MAX = 64;
/** Messages of them that are remembered as they were shown; the first go. */
export const STATES_AHEAD_MAX = 800;
/** Times that one page is asked for before the person is told that it did not come. */
export const PAGE_ATTEMPTS_MAX = 3;
/** A page that has not come by then is given up. */
export const PAGE_WAIT_MS = 20 * SECOND_MS;

/**
 * Events of a stream that wait for a room, and how long they do; past either it starts anew.
 */
export const HELD_EVENTS_MAX = 500;
export const HELD_MS = 10 * SECOND_MS;

/** From the start of a connection to its welcome. */
export const GREETING_WAIT_MS = 10 * SECOND_MS;
/**
 * Wait before the first attempt to come back is between the first two; later ones grow up to the
 * third.
 */
export const BACKOFF_MIN_MS = 300;
export const BACKOFF_FIRST_MS = SECOND_MS;
export const BACKOFF_MAX_MS = 30 * SECOND_MS;
/** A connection that stood this long is held to be good: the next wait is a first one again. */
export const STABLE_MS = 10 * SECOND_MS;
/** After a sleep an open connection is believed only if it answers within this time. */
export const PROBE_WAIT_MS = 2 * SECOND_MS;
/** A connection that moved to another leader less than this after the last move waits first. */
export const MOVES_APART_MS = 200;
/** A join of whose stream nothing has come for this long is sent again. */
export const JOIN_WAIT_MS = 20 * SECOND_MS;
/** Repairs of a stream without success before the connection itself is held to be the fault. */
export const REPAIRS_MAX = 4;

/**
 * A message that is unanswered for this long on a living connection is sent again with the same id.
 */
export const ANSWER_WAIT_MS = 15 * SECOND_MS;
/** Connected time after which a message that was sent and never confirmed waits for a person. */
export const UNCONFIRMED_MS = 2 * MINUTE_MS;
/** A command other than a post that has no outcome by then is given up, and its caller is told. */
export const COMMAND_WAIT_MS = 30 * SECOND_MS;
/** Commands other than posts that wait for their outcome. */
export const COMMANDS_MAX = 32;

/** A draft reaches the device at most this long after it was typed. */
export const DRAFT_WAIT_MS = 500;
/** What could not be read of the device is asked for again after this. */
export const STORAGE_AGAIN_MS = 5 * SECOND_MS;
/** The device is held to keep nothing when it has not answered by then. */
export const STORAGE_WAIT_MS = 10 * SECOND_MS;
