import { readFileSync, rmSync } from 'node:fs';
import { inProject } from './project.mjs';
import { runNode } from './run.mjs';

const MOCHA = inProject('node_modules/mocha/bin/mocha.js');

/**
 * @typedef {{ passed: number, failed: number, pending: number, failures: readonly string[] }} Tally
 *   `failures` has each failed test's full title, and on the lines below how its error begins.
 */

/**
 * Runs mocha on built tests and counts.
 *
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, output?: 'pass' | 'hold', tallyFile?: string }} [options]
 * @returns {Promise<{ code: number, output: string, tally: Tally }>}
 */
export async function runMocha(args, options = {}) {
  const {
    env = process.env,
    output = 'pass',
    tallyFile = inProject('.build/tests.json'),
  } = options;
  rmSync(tallyFile, { force: true });
  const result = await runNode(MOCHA, args, { output, env: { ...env, HEARTH_TALLY: tallyFile } });
  return { ...result, tally: readTally(tallyFile) };
}

/**
 * @param {string} file
 * @returns {Tally}
 */
function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Mocha ended before its first test.
    return { passed: 0, failed: 1, pending: 0, failures: [] };
  }
}
