import { spawn } from 'node:child_process';
import { ROOT } from './project.mjs';

/** @type {Record<'pass' | 'aside' | 'hold', import('node:child_process').StdioOptions>} */
const STDIO = {
  pass: 'inherit',
  aside: ['inherit', process.stderr, 'inherit'],
  hold: ['ignore', 'pipe', 'pipe'],
};

/**
 * @typedef {object} RunOptions
 * @property {'pass' | 'aside' | 'hold'} [output] `pass` (default) leaves the streams as they are,
 *   `aside` sends all to stderr, `hold` keeps it for the result
 * @property {string} [cwd] default: the project
 * @property {NodeJS.ProcessEnv} [env] default: ours
 */

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} `code` is 1 where a signal or a missing
 *   program ended it; `output` is empty unless held.
 */
export function run(program, args, { output = 'pass', cwd = ROOT, env = process.env } = {}) {
  // npm is a script on Windows, which only a shell starts.
  const shell = process.platform === 'win32' && program === 'npm';
  const child = spawn(program, args, { cwd, env, shell, stdio: STDIO[output] });
  let held = '';
  const hold = (/** @type {Buffer} */ chunk) => (held += chunk.toString());
  child.stdout?.on('data', hold);
  child.stderr?.on('data', hold);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve({ code: 1, output: `${held}${error.message}\n` });
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output: held });
    });
  });
}

/**
 * Runs a Node script of the project or of one of its packages.
 *
 * @param {string} script
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runNode(script, args, options) {
  return run(process.execPath, [script, ...args], options);
}
