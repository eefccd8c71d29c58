import type { MutatedSources } from '../mutants/mutant.js';
import { builtTest, runTests, type TestRun } from '../mutants/run-tests.js';
import type { TestsResult } from '../mutants/test-worker.js';

/** A broken mechanism may make a test wait for ever: it need not be waited for as long. */
const TEST_MS_MAX = 10_000;
/** A file of tests that takes longer hangs. */
const FILE_MS_MAX = 120_000;

/** How a file of tests is run. @param test - path of its source. */
export function testRun(test: string, sources: MutatedSources | null): TestRun {
  return { files: [builtTest(test)], sources, testMsMax: TEST_MS_MAX, msMax: FILE_MS_MAX };
}

/** What tests say of the code as it is. Each file is run once, whoever asks. */
export class CleanTests {
  readonly #runs = new Map<string, Promise<TestsResult | null>>();

  /** @returns null where it did not come to an end. */
  run(test: string): Promise<TestsResult | null> {
    const run = this.#runs.get(test) ?? runTests(testRun(test, null));
    this.#runs.set(test, run);
    return run;
  }
}
