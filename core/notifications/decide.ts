import type { Candidate } from '../../ports/store-telling.js';
import type { Message } from '../vocabulary/messages.js';
import type { Involvement } from '../vocabulary/reading.js';
import { assertNever } from '../vocabulary/assert.js';
import type { Whereabouts } from './presence.js';

/** Why a person is not told of a message. The first that holds is given. */
export const UNTOLD = ['deleted', 'author', 'unwanted', 'read', 'told', 'here'] as const;
export type Untold = (typeof UNTOLD)[number];

export interface Question {
  readonly message: Message;
  readonly candidate: Candidate;
  readonly whereabouts: Whereabouts;
}

/**
 * Whether a person is told of a message that they are not looking at; null: yes, on each of their
 * browsers that is subscribed.
 *
 * `deleted`: there is nothing to tell. `author`: they wrote it. `unwanted`: their involvement asks
 * for less. `read`: they have been there. `told`: they were, once and for all. `here`: they are
 * active on some device, which shows it.
 */
export function whyUntold({ message, candidate, whereabouts }: Question): Untold | null {
  if (message.state === 'deleted') return 'deleted';
  if (message.authorId === candidate.userId) return 'author';
  if (!isWanted(candidate.involvement, candidate.isMentioned)) return 'unwanted';
  if (message.seq <= candidate.read.seq) return 'read';
  if (candidate.isTold) return 'told';
  return [...whereabouts.devices.values()].includes('active') ? 'here' : null;
}

/** At `nothing` a mention is counted and shown, and nobody is disturbed. */
function isWanted(involvement: Involvement, isMentioned: boolean): boolean {
  switch (involvement) {
    case 'everything':
      return true;
    case 'mentions':
      return isMentioned;
    case 'nothing':
    case 'invisible':
      return false;
    default:
      return assertNever(involvement);
  }
}
