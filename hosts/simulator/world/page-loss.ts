import type { World } from './world.js';

/** Messages on a device, to be many. */
const MANY_WAITING = 4;

/** Notes what is lost with a page. @param waiting - messages on its device. */
export function noteLoss(world: World, waiting: number, hasStarted: boolean): void {
  if (waiting > 0) world.goal('page-lost-with-outbox');
  if (waiting >= MANY_WAITING) world.goal('page-lost-with-many-messages');
  if (!hasStarted) world.goal('page-lost-before-it-started');
}
