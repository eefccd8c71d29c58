import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { MUTANT_FILE_VARIABLE } from './variables.js';

/**
 * Loaded by `--import` before anything else: replaces sources in this process and in its threads.
 */
const file = process.env[MUTANT_FILE_VARIABLE];
if (file !== undefined) {
  const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
  register('./hook.js', { parentURL: import.meta.url, data });
}
