import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.mjs';

/**
 * Every file below the named files and folders of the project, in a fixed order; dotfiles and
 * node_modules left out.
 *
 * @param {readonly string[]} places paths from the project's folder
 * @returns {string[]} paths from the project's folder
 */
export function filesIn(places) {
  return places.flatMap((place) => {
    if (!statSync(inProject(place)).isDirectory()) return [place];
    const names = readdirSync(inProject(place)).sort();
    const seen = names.filter((name) => !name.startsWith('.') && name !== 'node_modules');
    return filesIn(seen.map((name) => join(place, name)));
  });
}

/**
 * A digest of the contents of files. Contents, not times: a checkout touches files without changing
 * them.
 *
 * @param {readonly string[]} files paths from the project's folder
 */
export function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(inProject(file));
    hash.update(`${file}\0${String(content.byteLength)}\0`).update(content);
  }
  return hash.digest('hex');
}
