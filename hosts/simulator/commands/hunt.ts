import type { Violation } from '../model/violation.js';
import type { Canary } from './canary-files.js';
import type { Crew } from './crew.js';
import { firstFailing, seedsUpTo } from './first-failing.js';
import type { Job } from './job.js';

/** The first seed that fails with a canary, and what it told of it. */
export interface Sighting {
  readonly seed: number;
  readonly job: Job;
  /** What was violated first; null where the run ended otherwise. */
  readonly firstViolation: Violation | null;
  /** Times that the broken code has run. */
  readonly hits: number;
}

/** What all seeds of a canary have in common. */
export function settingsOf({ profile = 'smoke', pinned = [] }: Canary): readonly string[] {
  return [`profile=${profile}`, ...pinned];
}

/** Looks for a canary in its seeds. Null when none of them fails. @param crew - runs it. */
export async function hunt(canary: Canary, crew: Crew): Promise<Sighting | null> {
  const found = await firstFailing(crew, seedsUpTo(canary.seeds, settingsOf(canary)));
  if (found === null) return null;
  const ran = found.outcome.kind === 'ran' ? found.outcome : null;
  const { seed, job } = found;
  return { seed, job, firstViolation: ran?.result.firstViolation ?? null, hits: ran?.hits ?? 0 };
}
