import { pathToFileURL } from 'node:url';
import Mocha from 'mocha';

/** What became of one test. */
export interface TestResult {
  /** Begins with the id of a rule. */
  readonly title: string;
  readonly passed: boolean;
  /** Why it failed; empty for one that passed. */
  readonly reason: string;
}

/** What the worker sends before it ends. */
export interface TestsResult {
  readonly tests: readonly TestResult[];
  /** Times that sabotaged code has run. */
  readonly hits: number;
}

declare global {
  var hearthMutantHits: number | undefined;
}

/**
 * Entry of a process that runs files of tests and sends what became of each test. Its arguments are
 * the milliseconds that one test may take, and the files. They are loaded by `import`: sources are
 * replaced on that way alone, and Mocha's own command would take another.
 */
const [testMsMax, ...files] = process.argv.slice(2);
const mocha = new Mocha({ reporter: 'min', timeout: Number(testMsMax) });
for (const file of files) {
  mocha.suite.emit('pre-require', globalThis, file, mocha);
  await import(pathToFileURL(file).href);
}
const tests: TestResult[] = [];
mocha
  .run(() => {
    const result: TestsResult = { tests, hits: globalThis.hearthMutantHits ?? 0 };
    process.send?.(result, () => {
      // Whatever a failed test has left open does not keep it from ending.
      process.exit(0);
    });
  })
  .on('pass', ({ title }) => {
    tests.push({ title, passed: true, reason: '' });
  })
  .on('fail', ({ title }, error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    tests.push({ title, passed: false, reason });
  });
