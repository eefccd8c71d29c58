import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inProject } from './project.mjs';
import { run } from './run.mjs';
import { say, seconds } from './say.mjs';
import { SetupError } from './setup-error.mjs';
import { checkToolchain, isSqliteBuilt } from './toolchain.mjs';

const LOCK = inProject('package-lock.json');
const INSTALLED = inProject('node_modules/.package-lock.json');
const STAMP = inProject('node_modules/.hearth-stamp');

/**
 * Installs what package-lock.json names, unless exactly that is installed already for this version
 * of Node.
 *
 * @param {{ quiet: boolean }} options
 */
export async function ensureDependencies({ quiet }) {
  const stamp = currentStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  if (!isInstalled()) await install(quiet);
  writeFileSync(STAMP, stamp);
}

/** A native module built for one ABI of Node does not load in another. */
function currentStamp() {
  const lock = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  return `${lock} abi ${process.versions.modules}\n`;
}

/** Whether npm itself, called by hand, has installed what the lock file names. */
function isInstalled() {
  if (existsSync(STAMP) && !readFileSync(STAMP, 'utf8').includes(abiMark())) return false;
  if (!existsSync(INSTALLED) || !isSqliteBuilt()) return false;
  const wanted = packagesOf(LOCK);
  const installed = packagesOf(INSTALLED);
  /** @param {[string, { version?: string, optional?: boolean }]} pair */
  const isThere = ([path, entry]) =>
    installed.get(path)?.version === entry.version || (entry.optional && !installed.has(path));
  return [...wanted].every(isThere) && [...installed.keys()].every((path) => wanted.has(path));
}

function abiMark() {
  return ` abi ${process.versions.modules}\n`;
}

/**
 * @param {string} file
 * @returns {Map<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(Object.entries(packages).filter(([path]) => path !== ''));
}

/** @param {boolean} quiet */
async function install(quiet) {
  const started = Date.now();
  checkToolchain();
  say('Installing the packages of package-lock.json (npm ci).');
  say('better-sqlite3 is compiled for this version of Node: that may take about two minutes.');
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund'], {
    output: quiet ? 'hold' : 'aside',
  });
  if (code !== 0) {
    process.stderr.write(output);
    throw new SetupError('npm ci failed; the reason is above. Put it right and repeat.');
  }
  say(`Installed in ${seconds(Date.now() - started)}.`);
}
