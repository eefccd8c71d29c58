import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findChromium } from './chromium.mjs';
import { command } from './command.mjs';
import { runMocha } from './mocha-run.mjs';
import { prepare } from './prepare.mjs';
import { inProject } from './project.mjs';
import { say } from './say.mjs';
import { SetupError } from './setup-error.mjs';
import { testFiles } from './test-files.mjs';

/**
 * Processes that run test files at a time, for each processor: more than half of the time of most
 * files is waiting, for pages, sockets and timers.
 */
const PROCESSES_EACH = 2;
const PROCESSES_MAX = 8;

/** How many tests passed and failed and which failed, of the last run and of the part that runs. */
const TALLY = '.build/tests.json';
const PART = '.build/tests-part.json';

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
  const { together, alone } = testFiles({ browser: chromium !== undefined });
  const processes = Math.min(PROCESSES_EACH * availableParallelism(), PROCESSES_MAX);
  const atOnce = ['--parallel', '--jobs', String(processes)];
  const runs = isFileGiven
    ? [given]
    : [
        [...atOnce, ...together, ...given],
        [...alone, ...given],
      ];
  say(`Running the tests (mocha), ${String(processes)} files at a time.`);
  const env = chromium === undefined ? process.env : { ...process.env, HEARTH_CHROMIUM: chromium };
  const tally = await runAll(runs, env);
  for (const failure of tally.failures) say(`Failed: ${failure}`);
  say(`${String(tally.passed)} passed, ${String(tally.failed)} failed.`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
});

/**
 * Runs mocha with each of some arguments and counts all of it.
 *
 * @param {readonly (readonly string[])[]} runs
 * @param {NodeJS.ProcessEnv} env
 */
async function runAll(runs, env) {
  /** @type {string[]} */
  const failures = [];
  const total = { passed: 0, failed: 0, pending: 0, failures };
  rmSync(inProject(TALLY), { force: true });
  for (const args of runs) {
    const { code, tally } = await runMocha(args, { env, tallyFile: inProject(PART) });
    total.passed += tally.passed;
    // One that ends badly and says of no test that it failed has failed as a whole.
    total.failed += code === 0 ? tally.failed : Math.max(tally.failed, 1);
    total.pending += tally.pending;
    failures.push(...tally.failures);
  }
  writeFileSync(inProject(TALLY), JSON.stringify(total));
  return total;
}
