import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { MutantError, type MutatedSources } from '../mutants/mutant.js';
import { projectRoot } from '../mutants/project.js';
import { runTests } from '../mutants/run-tests.js';
import type { TestsResult } from '../mutants/test-worker.js';
import { importClosure } from './import-closure.js';

/** A test file that runs the contract suite of a port on an adapter. */
const RUNS_A_CONTRACT = /\bdescribe[A-Z]\w*Contract\(/;

/** Enough for what failed and why. */
const SAID_CHARACTERS_MAX = 16_000;

/** A contract that takes longer hangs: the slowest waits for a second of real time. */
const TEST_MS_MAX = 20_000;
/** All suites together take half a minute. */
const ALL_MS_MAX = 300_000;

/**
 * Runs the contract suites of every module but the one that is broken, with it broken. Tests that
 * cannot load it are not run: nothing can have changed for them.
 *
 * @returns null when all pass, else what failed and why.
 * @param file - the source that the canary changes.
 * @throws MutantError where there are no tests, as in an installed package.
 */
export async function contractsElsewhere(
  file: string,
  sources: MutatedSources,
): Promise<string | null> {
  const broken = Object.keys(sources).map((path) =>
    join(projectRoot(), 'dist', path.replace(/\.ts$/, '.js')),
  );
  const files = contractTests()
    .filter((path) => !path.startsWith(`${testsOf(file)}/`))
    .filter((path) => {
      const loaded = importClosure(path);
      return broken.some((source) => loaded.has(source));
    });
  if (files.length === 0) return null;
  return failures(await runTests({ files, sources, testMsMax: TEST_MS_MAX, msMax: ALL_MS_MAX }));
}

function contractTests(): readonly string[] {
  const folder = join(projectRoot(), 'dist', 'test', 'adapters');
  if (!existsSync(folder)) throw new MutantError('there are no built tests; use a clone');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.test.js'))
    .filter((path) => RUNS_A_CONTRACT.test(readFileSync(path, 'utf8')))
    .sort();
}

/** Folder of the tests of the module that a source belongs to. */
function testsOf(file: string): string {
  return join(projectRoot(), 'dist', 'test', dirname(file)).split(sep).join('/');
}

/** What failed and why, as far as there is room. */
function failures(result: TestsResult | null): string | null {
  if (result === null) return 'the contract suites did not come to an end';
  const failed = result.tests.filter(({ passed }) => !passed);
  if (failed.length === 0) return null;
  const lines = failed.map(({ title, reason }) => `  ${title}: ${reason}`);
  return [`${String(failed.length)} failing`, ...lines].join('\n').slice(0, SAID_CHARACTERS_MAX);
}
