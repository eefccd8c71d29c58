import { SECOND_MS } from './time.js';

/** Whether somebody writes something, or has left off. */
export const TYPING_ACTS = ['start', 'stop'] as const;
export type TypingAct = (typeof TYPING_ACTS)[number];

/** A server passes on one start of a connection in this time, and drops the others. */
export const TYPING_APART_MS = 2 * SECOND_MS;

/** Who goes on typing says so again after this: a second later than a server would take it. */
export const TYPING_REPEAT_MS = TYPING_APART_MS + SECOND_MS;

/**
 * By its receiver's own clock nobody is shown to type for longer after their last start: one that
 * is lost on the way is missed by nobody.
 */
export const TYPING_SHOWN_MS = 2 * TYPING_REPEAT_MS;

/** In rooms of more people nobody says that they type, and nobody is shown to. */
export const TYPING_PEOPLE_MAX = 50;
