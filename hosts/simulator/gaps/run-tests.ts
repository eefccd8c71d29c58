import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MutatedSources } from '../mutants/mutant.js';
import { withMutant } from '../mutants/mutant-process.js';
import { projectRoot } from '../mutants/project.js';
import type { TestsResult } from './test-worker.js';

/** A file of tests that takes longer hangs. */
const FILE_MS_MAX = 120_000;

const WORKER = fileURLToPath(new URL('./test-worker.js', import.meta.url));

/**
 * Runs one file of tests in a process of its own.
 *
 * @param file - its source, such as `test/core/delivery/join.test.ts`.
 * @returns null when it did not come to an end.
 */
export function runTests(
  file: string,
  sources: MutatedSources | null,
): Promise<TestsResult | null> {
  const built = join(projectRoot(), 'dist', file.replace(/\.ts$/, '.js'));
  return withMutant(sources, ({ register, environment }) => {
    const child = fork(WORKER, [built], {
      cwd: projectRoot(),
      execArgv: ['--import', register],
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), FILE_MS_MAX);
    return new Promise((resolve, reject) => {
      let result: TestsResult | null = null;
      child.on('message', (message) => {
        result = message as TestsResult;
      });
      child.once('error', reject);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(result);
      });
    });
  });
}
