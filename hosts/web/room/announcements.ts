import { SECOND_MS } from '../../../core/vocabulary/time.js';

/** A screen reader is left alone for this long after the last key. */
export const QUIET_AFTER_KEY_MS = SECOND_MS;
/** After something was said, what follows within this time is said in one sentence. */
export const GATHER_MS = 3 * SECOND_MS;
/** Characters of one message that are said. */
export const SPOKEN_CHARACTERS_MAX = 140;

export interface Heard {
  readonly author: string;
  readonly body: string;
}

/** How long to wait before speaking: 0 for now. Times are of one steady clock. */
export function waitBeforeSpeaking(times: {
  readonly now: number;
  readonly lastKeyAt: number;
  readonly lastSpokenAt: number;
}): number {
  const { now, lastKeyAt, lastSpokenAt } = times;
  return Math.max(0, lastKeyAt + QUIET_AFTER_KEY_MS - now, lastSpokenAt + GATHER_MS - now);
}

/** What is said of some new messages: one in full, more as a sum. Empty for none. */
export function spokenText(messages: readonly Heard[]): string {
  const [first] = messages;
  if (first === undefined) return '';
  if (messages.length === 1) return `${first.author}: ${shortened(first.body)}`;
  return `${messages.length} new from ${namesText(messages.map(({ author }) => author))}`;
}

/** Up to two names in full, more as a number: "Ana", "Ana and Bo", "3 people". */
export function namesText(authors: readonly string[]): string {
  const names = [...new Set(authors)];
  return names.length <= 2 ? names.join(' and ') : `${names.length} people`;
}

function shortened(body: string): string {
  const characters = Array.from(body);
  if (characters.length <= SPOKEN_CHARACTERS_MAX) return body;
  return `${characters.slice(0, SPOKEN_CHARACTERS_MAX).join('')} …`;
}
