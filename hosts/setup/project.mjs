import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * An absolute path inside the project.
 *
 * @param {string[]} names
 */
export function inProject(...names) {
  return join(ROOT, ...names);
}
