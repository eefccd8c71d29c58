import type { Command, CommandOutcome } from '../../../core/vocabulary/commands.js';
import { COMMAND_PATH } from './front.js';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/**
 * Says a command over HTTP, as another program of the person would, and tells the model of its
 * answer. Whether one that crosses a restore left before it or after it cannot be seen.
 *
 * @returns whether an answer of the same history came.
 */
export async function requestCommand(world: World, tab: Tab, command: Command): Promise<boolean> {
  const { userId } = tab;
  const { answers, log } = world.model;
  const { restores } = log;
  const answer = await tab.request({ method: 'POST', path: COMMAND_PATH, body: { command } });
  if (answer?.status !== 200 || userId === null || restores !== log.restores) return false;
  answers.answered(userId, command, answer.body as CommandOutcome);
  return true;
}
