import type { PresenceView } from '../../../core/client/presence-view.js';

/** How many people are present. Exact in a crowd too. */
export function countOf({ counts }: Pick<PresenceView, 'counts'>): number {
  return counts.active + counts.away;
}
