import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MutatedSources } from './mutant.js';
import { withMutant } from './mutant-process.js';
import { projectRoot } from './project.js';
import type { TestsResult } from './test-worker.js';

const WORKER = fileURLToPath(new URL('./test-worker.js', import.meta.url));

export interface TestRun {
  /** Built files, such as `dist/test/core/delivery/join.test.js`. */
  readonly files: readonly string[];
  readonly sources: MutatedSources | null;
  /** A test that takes longer fails. */
  readonly testMsMax: number;
  /** All files together: what takes longer hangs. */
  readonly msMax: number;
}

/** Where the built file of a test's source is. */
export function builtTest(source: string): string {
  return join(projectRoot(), 'dist', source.replace(/\.ts$/, '.js'));
}

/**
 * Runs files of tests in a process of its own.
 *
 * @returns null when it did not come to an end.
 */
export function runTests({
  files,
  sources,
  testMsMax,
  msMax,
}: TestRun): Promise<TestsResult | null> {
  return withMutant(sources, ({ register, environment }) => {
    const child = fork(WORKER, [String(testMsMax), ...files], {
      cwd: projectRoot(),
      execArgv: ['--import', register],
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), msMax);
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
