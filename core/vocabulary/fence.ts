import type { Brand } from './ids.js';

/** Names one browser's local store. A store that was lost gets another. */
export type ProfileId = Brand<string, 'ProfileId'>;

/** Characters of a {@link ProfileId}: 1 to 64 of `a-z 0-9`. */
export const PROFILE_PATTERN = /^[a-z0-9]{1,64}$/;

/** Number of a leader's reign among the tabs of a browser: from 1, never given out twice. */
export type Term = number;

/** What a command carries that a leading tab sends: it is refused once another tab leads. */
export interface Fence {
  readonly profile: ProfileId;
  readonly term: Term;
}
