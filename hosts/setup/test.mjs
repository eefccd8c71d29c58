import { availableParallelism } from 'node:os';
import { findChromium } from './chromium.mjs';
import { command } from './command.mjs';
import { runMocha } from './mocha-run.mjs';
import { prepare } from './prepare.mjs';
import { say } from './say.mjs';
import { SetupError } from './setup-error.mjs';
import { testFiles } from './test-files.mjs';

/** Processes that run test files at a time, where there are as many processors. */
const PROCESSES_MAX = 4;

await command(async () => {
  await prepare(['all', 'page']);
  const chromium = findChromium();
  const given = process.argv.slice(2);
  if (chromium === undefined) {
    if (process.env['HEARTH_REQUIRE_BROWSER'] === '1') {
      throw new SetupError('No Chromium was found, and HEARTH_REQUIRE_BROWSER=1 asks for one.');
    }
    say('No Chromium was found: the browser tests are skipped. HEARTH_CHROMIUM names one.');
  }
  const isFileGiven = given.some((arg) => arg.endsWith('.test.js'));
  const files = isFileGiven ? [] : testFiles({ browser: chromium !== undefined });
  const processes = Math.min(availableParallelism(), PROCESSES_MAX);
  const args = ['--parallel', '--jobs', String(processes), ...files, ...given];
  say(`Running the tests (mocha), ${String(processes)} files at a time.`);
  const env = chromium === undefined ? process.env : { ...process.env, HEARTH_CHROMIUM: chromium };
  const { code, tally } = await runMocha(args, { env });
  say(`${String(tally.passed)} passed, ${String(tally.failed)} failed.`);
  process.exitCode = code === 0 ? 0 : 1;
});
