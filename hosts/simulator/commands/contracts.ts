import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MutantError, type MutatedSources } from '../mutants/mutant.js';
import { withMutant } from '../mutants/mutant-process.js';
import { projectRoot } from '../mutants/project.js';
import { importClosure } from './import-closure.js';

/** A test file that runs the contract suite of a port on an adapter. */
const RUNS_A_CONTRACT = /\bdescribe[A-Z]\w*Contract\(/;

/** Enough for what failed and why. */
const SAID_CHARACTERS_MAX = 16_000;

const WORKER = fileURLToPath(new URL('./contract-worker.js', import.meta.url));

/**
 * Runs the contract suites of every module but the one that is broken, with it broken. Tests that
 * cannot load it are not run: nothing can have changed for them.
 *
 * @returns null when all pass, else the end of what the run said.
 * @param file - the source that the canary changes.
 * @throws MutantError where there are no tests, as in an installed package.
 */
export function contractsElsewhere(file: string, sources: MutatedSources): Promise<string | null> {
  const broken = Object.keys(sources).map((path) =>
    join(projectRoot(), 'dist', path.replace(/\.ts$/, '.js')),
  );
  const files = contractTests()
    .filter((path) => !path.startsWith(`${testsOf(file)}/`))
    .filter((path) => {
      const loaded = importClosure(path);
      return broken.some((source) => loaded.has(source));
    });
  if (files.length === 0) return Promise.resolve(null);
  return withMutant(sources, ({ register, environment }) =>
    run(['--import', register, WORKER, ...files], environment),
  );
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

function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string | null> {
  const child = spawn(process.execPath, args, {
    cwd: projectRoot(),
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const note = (text: Buffer): void => {
    said = (said + text.toString()).slice(-SAID_CHARACTERS_MAX);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code === 0 ? null : said);
    });
  });
}
