import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inProject } from './project.mjs';
import { pruneOutputs } from './prune-outputs.mjs';
import { runNode } from './run.mjs';
import { say, seconds } from './say.mjs';
import { SetupError } from './setup-error.mjs';
import { filesIn, fingerprint } from './sources.mjs';

const TSC = inProject('node_modules/@typescript/native/bin/tsc');
const VITE = inProject('node_modules/vite/bin/vite.js');
const STAMP = inProject('.build/stamp.json');

const SOURCES = ['core', 'ports', 'adapters', 'hosts'];
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json'];

/**
 * What can be built by itself. `server` is all that `hearth` needs, `page` the web app, `all` every
 * project, tests and the server included.
 */
const PARTS = {
  server: {
    says: 'Compiling the server (tsc -b hosts).',
    inputs: [...SOURCES, ...SETTINGS],
    output: 'dist/hosts/cli/main.js',
    build: () => compile('hosts'),
  },
  all: {
    says: 'Compiling everything (tsc -b).',
    inputs: [...SOURCES, 'test', ...SETTINGS],
    output: 'dist/test',
    build: () => compile('.'),
  },
  page: {
    says: 'Building the page (vite build).',
    inputs: [...SOURCES, '.vite.config.mjs', ...SETTINGS],
    output: 'dist/web/index.html',
    build: () => runNode(VITE, ['build', '--config', '.vite.config.mjs'], { output: 'hold' }),
  },
};

/** @typedef {keyof typeof PARTS} Part */

/**
 * Builds the named parts, each only if its sources differ from those of its last build.
 *
 * @param {readonly Part[]} names
 * @param {{ quiet: boolean }} options
 */
export async function ensureBuilt(names, { quiet }) {
  for (const name of names) {
    const part = PARTS[name];
    const digest = fingerprint(filesIn(part.inputs));
    if (existsSync(inProject(part.output)) && readStamps()[name] === digest) continue;
    const started = Date.now();
    if (!quiet) say(part.says);
    const { code, output } = await part.build();
    if (code !== 0) {
      process.stderr.write(output);
      throw new SetupError('The build failed; the reason is above.');
    }
    writeStamp(name, digest);
    if (name === 'all') writeStamp('server', fingerprint(filesIn(PARTS.server.inputs)));
    if (!quiet) say(`Built in ${seconds(Date.now() - started)}.`);
  }
}

/** @param {string} project */
async function compile(project) {
  // tsc trusts its own records of what it wrote; without the output they are wrong.
  if (!existsSync(inProject('dist/hosts'))) {
    rmSync(inProject('.build'), { recursive: true, force: true });
  }
  const result = await runNode(
    TSC,
    ['-b', project, '--pretty', process.stderr.isTTY ? 'true' : 'false'],
    {
      output: 'hold',
    },
  );
  pruneOutputs();
  return result;
}

/** @returns {Partial<Record<Part, string>>} */
function readStamps() {
  return existsSync(STAMP) ? JSON.parse(readFileSync(STAMP, 'utf8')) : {};
}

/**
 * @param {Part} name
 * @param {string} digest
 */
function writeStamp(name, digest) {
  mkdirSync(inProject('.build'), { recursive: true });
  writeFileSync(STAMP, JSON.stringify({ ...readStamps(), [name]: digest }));
}
