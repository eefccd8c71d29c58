import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { inProject } from './project.mjs';

const TESTS = join('dist', 'test');
const BROWSER = join(TESTS, 'browser') + sep;

/** What measures how long a crowd takes: anything beside it would be measured too. */
const MEASURED = join(TESTS, 'hosts', 'presence');

/** What takes longest. The first wait for pages, the others use a processor. */
const LONG = [
  [BROWSER],
  [join(TESTS, 'hosts', 'simulator'), join(TESTS, 'simulation'), join(TESTS, 'hosts', 'cli')],
];

/**
 * The built test files, in the order in which they are best begun where several run at a time: long
 * ones first, and one that waits beside one that works.
 *
 * @param {{ browser: boolean }} wanted
 * @returns {{ together: readonly string[], alone: readonly string[] }} `alone` are to be run one at
 *   a time, with nothing beside them
 */
export function testFiles({ browser }) {
  const all = readdirSync(inProject(TESTS), { recursive: true })
    .map((name) => join(TESTS, String(name)))
    .filter((file) => file.endsWith('.test.js') && (browser || !file.startsWith(BROWSER)))
    .sort();
  const alone = all.filter((file) => file.startsWith(MEASURED));
  const others = all.filter((file) => !file.startsWith(MEASURED));
  const [waiting, working] = LONG.map((folders) =>
    others.filter((file) => folders.some((folder) => file.startsWith(folder))),
  );
  const together = [...new Set([...alternately(waiting ?? [], working ?? []), ...others])];
  return { together, alone };
}

/**
 * @param {readonly string[]} some
 * @param {readonly string[]} others
 */
function alternately(some, others) {
  const length = Math.max(some.length, others.length);
  const pairs = Array.from({ length }, (_, index) => [some[index], others[index]]);
  return pairs.flat().filter((file) => file !== undefined);
}
