import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Mocha from 'mocha';

/** Lines of an error that a summary has room for. */
const ERROR_LINES_MAX = 8;

/** Mocha's own report, and beside it a file that says how many tests passed, and which failed. */
export default class TallyReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} [options]
   */
  constructor(runner, options) {
    super(runner, options);
    const file = process.env['HEARTH_TALLY'];
    runner.once('end', () => {
      if (!file) return;
      const { passes, pending } = this.stats;
      mkdirSync(dirname(file), { recursive: true });
      const failures = this.failures.map(described);
      const counts = { passed: passes, failed: failures.length, pending };
      writeFileSync(file, JSON.stringify({ ...counts, failures }));
    });
  }
}

/**
 * @param {Mocha.Test} test
 * @returns {string} its title with those of the groups it is in, and how its error begins.
 */
function described(test) {
  const { err } = test;
  const error = err?.stack ?? err?.message ?? 'It failed without an error.';
  return [test.fullTitle(), ...error.split('\n').slice(0, ERROR_LINES_MAX)].join('\n  ');
}
