import { pathToFileURL } from 'node:url';
import Mocha from 'mocha';

/** A contract that takes longer hangs: the slowest waits for a second of real time. */
const TEST_MS_MAX = 20_000;

/**
 * Runs the test files that it is given, loaded by `import`: sources are replaced on that way
 * alone, and Mocha's own command would take another.
 */
const mocha = new Mocha({ reporter: 'dot', timeout: TEST_MS_MAX });
for (const file of process.argv.slice(2)) {
  mocha.suite.emit('pre-require', globalThis, file, mocha);
  await import(pathToFileURL(file).href);
}
mocha.run((failures) => {
  // Whatever a failed test has left open does not keep it from ending.
  process.exit(failures === 0 ? 0 : 1);
});
