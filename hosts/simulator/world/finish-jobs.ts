import type { IsNoted } from '../model/whom-to-tell.js';
import type { ServerHost } from './server-host.js';
import type { World } from './world.js';

/** The longest wait of a job, its lease, and some tries. */
const JOBS_MS = 180_000;
const LOOK_MS = 500;

/**
 * Waits until what was called for is done or given up, and judges that nothing is shown anywhere
 * that should not be, and everybody was told who was to be.
 *
 * @param run - lets time pass; false when nothing can go on. @returns false likewise.
 */
export function finishJobs(
  { world, host }: { readonly world: World; readonly host: ServerHost },
  run: (forMs: number) => boolean,
): boolean {
  const { jobs, notices, whomToTell, violations } = world.model;
  const isNoted: IsNoted = (messageId, userId) => host.isNoted(messageId, userId);
  const isOpen = (): boolean => jobs.waiting > 0 || whomToTell.isEarly(isNoted);
  for (let waitedMs = 0; isOpen() && waitedMs < JOBS_MS; waitedMs += LOOK_MS) {
    if (!run(LOOK_MS)) return false;
  }
  jobs.finished();
  notices.finished();
  whomToTell.finished(isNoted);
  if (jobs.takenOver > 0) world.goal('job-taken-over');
  if (whomToTell.toldAtSecondLook > 0) world.goal('told-at-second-look');
  return violations.length === 0;
}
