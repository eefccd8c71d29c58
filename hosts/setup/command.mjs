import { say } from './say.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Runs the body of a command. A {@link SetupError} becomes its message and exit code 1; any other
 * error is a defect and keeps its stack.
 *
 * @param {() => Promise<void>} body
 */
export async function command(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
