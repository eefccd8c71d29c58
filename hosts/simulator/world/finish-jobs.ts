import type { World } from './world.js';

/** The longest wait of a job, its lease, and some tries. */
const JOBS_MS = 180_000;
const LOOK_MS = 500;

/**
 * Waits until what was called for is done or given up, and judges that nothing is shown anywhere
 * that should not be.
 *
 * @param run - lets time pass; false when nothing can go on. @returns false likewise.
 */
export function finishJobs(world: World, run: (forMs: number) => boolean): boolean {
  const { jobs, notices, violations } = world.model;
  for (let waitedMs = 0; jobs.waiting > 0 && waitedMs < JOBS_MS; waitedMs += LOOK_MS) {
    if (!run(LOOK_MS)) return false;
  }
  jobs.finished();
  notices.finished();
  if (jobs.takenOver > 0) world.goal('job-taken-over');
  return violations.length === 0;
}
