import { command } from './command.mjs';
import { runMocha } from './mocha-run.mjs';
import { checkPackage } from './package-check.mjs';
import { prepare } from './prepare.mjs';
import { inProject } from './project.mjs';
import { runNode } from './run.mjs';
import { say, seconds } from './say.mjs';
import { SetupError } from './setup-error.mjs';

const SOURCES = ['core', 'ports', 'adapters', 'hosts'];

/** @typedef {{ code: number, output: string }} Verdict */

/** @type {readonly { name: string, judge: () => Promise<Verdict> }[]} */
const CHECKS = [
  {
    name: 'lint (ESLint)',
    judge: () =>
      tool('eslint/bin/eslint.js', [
        '--config',
        '.eslint.config.mjs',
        '--max-warnings=0',
        ...SOURCES,
        'test',
      ]),
  },
  {
    name: 'dependency law (dependency-cruiser)',
    judge: () =>
      tool('dependency-cruiser/bin/dependency-cruise.mjs', [
        '--config',
        '.dependency-cruiser.cjs',
        ...SOURCES,
      ]),
  },
  {
    name: 'format (Prettier)',
    judge: () => tool('prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  },
  { name: 'unused code (knip)', judge: () => tool('knip/bin/knip.js', ['--no-progress']) },
  { name: 'tidiness (test/tidy.test.ts)', judge: () => tidy() },
  {
    name: 'documents (hearth documents --check)',
    judge: () =>
      runNode(inProject('dist/hosts/cli/main.js'), ['documents', '--check'], { output: 'hold' }),
  },
  { name: 'package (publint, attw, a consumer)', judge: checkPackage },
];

await command(async () => {
  say('Types (tsc -b), and the page.');
  await prepare(['all', 'page']);
  const failed = [];
  for (const { name, judge } of CHECKS) {
    const started = Date.now();
    const { code, output } = await judge();
    const verdict = code === 0 ? 'good' : 'BAD';
    say(`${verdict} in ${seconds(Date.now() - started)}: ${name}`);
    if (code !== 0) failed.push(name);
    if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
  }
  if (failed.length > 0) throw new SetupError(`Not good: ${failed.join('; ')}.`);
  say('All checks are good.');
});

/**
 * @param {string} script inside node_modules
 * @param {readonly string[]} args
 */
function tool(script, args) {
  return runNode(inProject('node_modules', script), args, { output: 'hold' });
}

function tidy() {
  return runMocha(['dist/test/tidy.test.js'], {
    output: 'hold',
    tallyFile: inProject('.build/tidy.json'),
  });
}
