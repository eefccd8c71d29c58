import { pathToFileURL } from 'node:url';
import { inProject } from './project.mjs';

/**
 * Runs the built command in this process, so that a signal reaches the server itself and nothing
 * stands between it and the terminal.
 *
 * @param {readonly string[]} args
 */
export async function runCli(args) {
  const main = inProject('dist/hosts/cli/main.js');
  process.argv = [process.execPath, main, ...args];
  await import(pathToFileURL(main).href);
}
