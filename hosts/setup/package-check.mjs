import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from './project.mjs';
import { run, runNode } from './run.mjs';

const TSC = inProject('node_modules/@typescript/native/bin/tsc');
const SQLITE_BINARY = 'node_modules/better-sqlite3/build';

/** @typedef {{ code: number, output: string }} Verdict */

/**
 * Packs what would be published, lints the tarball and its types, and lets a consumer install it,
 * compile against it and embed it.
 *
 * @returns {Promise<Verdict>} the first failure, or the last success
 */
export async function checkPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-package-'));
  try {
    return await firstFailure([
      () => hold('npm', ['pack', '--silent', '--pack-destination', folder]),
      () => tool('publint/src/cli.js', ['run', tarballIn(folder), '--strict']),
      () =>
        tool('@arethetypeswrong/cli/dist/index.js', [
          tarballIn(folder),
          '--profile=esm-only',
          '--no-definitely-typed',
        ]),
      ...consumerSteps(folder),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @returns {(() => Promise<Verdict>)[]}
 */
function consumerSteps(folder) {
  const consumer = join(folder, 'consumer');
  const install = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  return [
    async () => {
      cpSync(inProject('fixtures/consumer'), consumer, { recursive: true });
      return hold('npm', [...install, '--loglevel=error', tarballIn(folder)], consumer);
    },
    async () => {
      // The same sources would compile for two minutes to the same binary: take ours.
      cpSync(inProject(SQLITE_BINARY), join(consumer, SQLITE_BINARY), { recursive: true });
      // A consumer in TypeScript on Node has these; they are no part of what is tested.
      linkNodeTypes(consumer);
      return hold(process.execPath, [TSC, '--project', 'tsconfig.json'], consumer);
    },
    () => hold(process.execPath, ['embed.js'], consumer),
    () => hold(process.execPath, ['node_modules/.bin/hearth', '--help'], consumer),
  ];
}

/**
 * @param {readonly (() => Promise<Verdict>)[]} steps
 * @returns {Promise<Verdict>}
 */
async function firstFailure(steps) {
  let verdict = { code: 0, output: '' };
  for (const step of steps) {
    verdict = await step();
    if (verdict.code !== 0) break;
  }
  return verdict;
}

/** @param {string} folder */
function tarballIn(folder) {
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  return join(folder, name ?? 'hearth-chat.tgz');
}

/** @param {string} consumer */
function linkNodeTypes(consumer) {
  const types = join(consumer, 'node_modules/@types');
  mkdirSync(types, { recursive: true });
  if (readdirSync(types).includes('node')) return;
  symlinkSync(inProject('node_modules/@types/node'), join(types, 'node'));
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} [cwd]
 */
function hold(program, args, cwd = inProject()) {
  return run(program, args, { output: 'hold', cwd });
}

/**
 * @param {string} script inside node_modules
 * @param {readonly string[]} args
 */
function tool(script, args) {
  return runNode(inProject('node_modules', script), args, { output: 'hold' });
}
