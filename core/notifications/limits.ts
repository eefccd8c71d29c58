import { DAY_MS, SECOND_MS } from '../vocabulary/time.js';

/** People whom one unit decides about. */
export const PEOPLE_AT_ONCE_MAX = 100;
/** Messages that are decided about at once in one process, and browsers that are told. */
export const TELLING_AT_ONCE_MAX = 8;
export const PUSHES_AT_ONCE_MAX = 20;

/** Characters of a notification; what is longer is cut. */
export const NOTICE_CHARACTERS_MAX = 200;

/** How long a push service keeps a message for a browser that is away. */
export const NOTICE_TTL_SECONDS: number = DAY_MS / SECOND_MS;

/**
 * Whoever was here when it was decided is looked at again after so long: a device that vanished
 * unsaid, or a tab that froze, has been found out by then. Where more jobs than so many wait,
 * nobody is: second looks never stand in the way of what is due.
 */
export const HERE_AGAIN_MS: number = 60 * SECOND_MS;
export const HERE_AGAIN_WAITING_MAX = 128;

/** Where presence is not certain yet: how long to wait, and how often before it counts as away. */
export const UNCERTAIN_WAIT_MS: number = 2 * SECOND_MS;
export const UNCERTAIN_TRIES_MAX = 6;
