import { findChromium } from './chromium.mjs';
import { command } from './command.mjs';
import { runMocha } from './mocha-run.mjs';
import { prepare } from './prepare.mjs';
import { say } from './say.mjs';
import { SetupError } from './setup-error.mjs';

const TESTS = 'dist/test/**/*.test.js';
const BROWSER_TESTS = 'dist/test/browser/**';

await command(async () => {
  await prepare(['all', 'page']);
  const chromium = findChromium();
  const given = process.argv.slice(2);
  const args = given.some((arg) => arg.endsWith('.test.js')) ? given : [TESTS, ...given];
  if (chromium === undefined) {
    if (process.env['HEARTH_REQUIRE_BROWSER'] === '1') {
      throw new SetupError('No Chromium was found, and HEARTH_REQUIRE_BROWSER=1 asks for one.');
    }
    say('No Chromium was found: the browser tests are skipped. HEARTH_CHROMIUM names one.');
    args.push('--ignore', BROWSER_TESTS);
  }
  say('Running the tests (mocha).');
  const env = chromium === undefined ? process.env : { ...process.env, HEARTH_CHROMIUM: chromium };
  const { code, tally } = await runMocha(args, { env });
  say(`${String(tally.passed)} passed, ${String(tally.failed)} failed.`);
  process.exitCode = code === 0 ? 0 : 1;
});
