#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The published package holds the built files alone; a clone builds what has changed first.
const isClone = existsSync(new URL('../../tsconfig.base.json', import.meta.url));

if (isClone) {
  const { command } = await import('./command.mjs');
  const { prepare } = await import('./prepare.mjs');
  const { runCli } = await import('./run-cli.mjs');
  const args = process.argv.slice(2);
  // The simulator runs contract suites too, which are compiled with the tests.
  const parts = args[0] === 'simulate' ? /** @type {const} */ (['all']) : serverParts(args);
  await command(async () => {
    await prepare(parts, { quiet: true });
    await runCli(args);
  });
} else {
  await import(new URL('../../dist/hosts/cli/main.js', import.meta.url).href);
}

/**
 * Only the server shows the page.
 *
 * @param {readonly string[]} args
 * @returns {readonly import('./build-parts.mjs').Part[]}
 */
function serverParts(args) {
  return args[0] === 'serve' ? ['server', 'page'] : ['server'];
}
