import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyEdit, MutantError, type Edit, type MutatedSources } from './mutant.js';
import { applyPatch, readPatch } from './patch.js';

/** Folders whose sources a mutant may change: those that the simulator runs. */
const MUTABLE = /^(?:core|ports|adapters|hosts)\/.+\.ts$/;

/** Folder of package.json: the built files lie in `dist` below it. */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new MutantError('there is no package.json above the simulator');
    folder = parent;
  }
  return folder;
}

/** @throws MutantError where there are no sources, as in an installed package. */
export function readSource(file: string): string {
  const root = projectRoot();
  const path = join(root, file);
  const inside = relative(root, path).split(sep).join('/') === file;
  if (!inside || !MUTABLE.test(file) || !existsSync(path)) {
    throw new MutantError(`${file} is not a source file of this project; use a clone with sources`);
  }
  return readFileSync(path, 'utf8');
}

/** @throws MutantError for edits that do not fit. */
export function mutate(edits: readonly Edit[]): MutatedSources {
  const sources: Record<string, string> = {};
  for (const edit of edits) {
    sources[edit.file] = applyEdit(sources[edit.file] ?? readSource(edit.file), edit);
  }
  return sources;
}

/**
 * @param path - of a unified diff. @throws MutantError for a patch that cannot be read or does not
 * apply.
 */
export function mutateByPatch(path: string): MutatedSources {
  if (!existsSync(path)) throw new MutantError(`there is no patch ${path}`);
  const text = readFileSync(path, 'utf8');
  const sources: Record<string, string> = {};
  for (const patch of readPatch(text)) {
    sources[patch.file] = applyPatch(sources[patch.file] ?? readSource(patch.file), patch);
  }
  return sources;
}
