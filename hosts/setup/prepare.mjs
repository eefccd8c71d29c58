import { ensureBuilt } from './build-parts.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { checkNode } from './toolchain.mjs';

/**
 * Brings a clone to where it can run: Node checked, packages installed, the named parts built. What
 * is there already is left alone, which takes a fraction of a second.
 *
 * @param {readonly import('./build-parts.mjs').Part[]} parts
 * @param {{ quiet?: boolean }} [options]
 */
export async function prepare(parts, { quiet = false } = {}) {
  checkNode();
  await ensureDependencies({ quiet });
  await ensureBuilt(parts, { quiet });
}
