import { existsSync, rmSync } from 'node:fs';
import { inProject } from './project.mjs';
import { filesIn } from './sources.mjs';

const OUTPUT = /\.(?:js|d\.ts)(?:\.map)?$/;
const COMPILED = ['dist/core', 'dist/ports', 'dist/adapters', 'dist/hosts', 'dist/test'];

/**
 * Removes compiled files whose source is gone. The compiler leaves them, and a test that was
 * deleted would run for ever.
 */
export function pruneOutputs() {
  const folders = COMPILED.filter((folder) => existsSync(inProject(folder)));
  for (const file of filesIn(folders)) {
    const source = file.replace('dist/', '').replace(OUTPUT, '');
    if (existsSync(inProject(`${source}.ts`)) || existsSync(inProject(`${source}.tsx`))) continue;
    if (OUTPUT.test(file)) rmSync(inProject(file));
  }
}
