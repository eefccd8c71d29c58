/** Limits of what people may send. A byte is a byte of UTF-8. */
export const BODY_BYTES_MAX = 32 * 1024;
export const ROOM_NAME_CHARACTERS_MAX = 100;
export const PERSON_NAME_CHARACTERS_MAX = 100;
export const EMAIL_CHARACTERS_MAX = 254;
export const PASSWORD_CHARACTERS_MIN = 8;
/** bcrypt, which imported passwords use, reads no more than 72 bytes. */
export const PASSWORD_BYTES_MAX = 72;

/** Messages in a page and in a snapshot. */
export const PAGE_MESSAGES_MAX = 40;

/** Unread messages and mentions of a room are counted up to here. */
export const UNREAD_COUNT_MAX = 100;
/** People whom one message can mention; further names in it are text. */
export const MENTIONS_PER_MESSAGE_MAX = 20;

/** A gap larger than either is answered with a snapshot instead of a replay. */
export const REPLAY_EVENTS_MAX = 500;
export const REPLAY_BYTES_MAX = 256 * 1024;

/** Rooms that one connection follows in full. */
export const FOLLOWED_ROOMS_MAX = 8;

/** Bytes of one frame from a client. */
export const CLIENT_FRAME_BYTES_MAX = 64 * 1024;

/** Sessions that one person may have; one more ends the one that began first. */
export const SESSIONS_PER_PERSON_MAX = 100;

/** Browsers that one session may have leaders in; one more forgets the one that led longest ago. */
export const PROFILES_PER_SESSION_MAX = 16;

/** Browsers of one session, and of one person, that are told: one more forgets the oldest. */
export const SUBSCRIPTIONS_PER_SESSION_MAX = 4;
export const SUBSCRIPTIONS_PER_PERSON_MAX = 32;
