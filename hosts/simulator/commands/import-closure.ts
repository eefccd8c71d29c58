import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Static and dynamic imports, and re-exports, of a relative path. */
const RELATIVE_IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g;

/**
 * Every file that a built file can load by relative imports, itself among them. What is not among
 * them cannot change what it does.
 */
export function importClosure(file: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [file];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path) || !existsSync(path)) continue;
    found.add(path);
    for (const [, to = ''] of readFileSync(path, 'utf8').matchAll(RELATIVE_IMPORT)) {
      waiting.push(resolve(dirname(path), to));
    }
  }
  return found;
}
