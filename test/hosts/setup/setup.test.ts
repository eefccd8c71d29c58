import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bareClone, end, PROJECT, type BareClone } from './clone.js';

// From this version on better-sqlite3 is published ready-made for Node.
const NODE_WITH_READY_SQLITE = 22;
const OLD_NODE = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } })",
)}`;

describe('setup of a clone', () => {
  let clone: BareClone;

  beforeEach(() => (clone = bareClone()));
  afterEach(() => clone.remove());

  function addToolchain(): void {
    for (const name of ['python3', 'make', 'g++']) clone.addProgram(name, 'exit 0');
  }

  it('SU1 a Node that is too old is refused in one sentence, before anything is done', async () => {
    clone.addProgram('npm', `echo > ${clone.folder}/npm-ran`);
    const { code, stderr } = await clone.run('start.mjs', ['--import', OLD_NODE]);
    expect(code).to.equal(1);
    expect(stderr).to.match(/^hearth: Node 20\.19 or newer is needed, and this is 18\.20\.0\./);
    expect(existsSync(join(clone.folder, 'npm-ran'))).to.equal(false);
  });

  it('SU2 a missing toolchain is named with the command that installs it, before npm', async () => {
    clone.addProgram('npm', `echo > ${clone.folder}/npm-ran`, 'exit 1');
    clone.addProgram('make', 'exit 0');
    const { code, stderr } = await clone.run('start.mjs');
    expect(code).to.equal(1);
    expect(stderr).to.include('python3, a C++ compiler is missing');
    expect(stderr).to.match(/Install the C\+\+ toolchain with:\n\n {4}\S+/);
    const isNeeded = Number(process.versions.node.split('.')[0]) < NODE_WITH_READY_SQLITE;
    expect(existsSync(join(clone.folder, 'npm-ran'))).to.equal(!isNeeded);
  });

  it('SU3 packages that are missing are installed from the lock file, and it says so', async () => {
    addToolchain();
    clone.addProgram('npm', `echo "$@" > ${clone.folder}/npm-ran`, 'echo no network >&2', 'exit 1');
    const { code, stderr } = await clone.run('start.mjs');
    expect(code).to.equal(1);
    expect(existsSync(join(clone.folder, 'npm-ran'))).to.equal(true);
    expect(stderr).to.include('hearth: Installing the packages of package-lock.json (npm ci).');
    expect(stderr).to.include('no network');
    expect(stderr).to.include('hearth: npm ci failed; the reason is above.');
  });

  it('SU4 packages of another version of Node are installed again', async () => {
    addToolchain();
    clone.addProgram('npm', `echo > ${clone.folder}/npm-ran`, 'exit 1');
    const modules = join(clone.folder, 'node_modules');
    mkdirSync(join(modules, 'better-sqlite3/build/Release'), { recursive: true });
    writeFileSync(join(modules, 'better-sqlite3/build/Release/better_sqlite3.node'), '');
    writeFileSync(join(modules, '.hearth-stamp'), 'some-lock abi 1\n');
    await clone.run('start.mjs');
    expect(existsSync(join(clone.folder, 'npm-ran'))).to.equal(true);
  });
});

describe('setup of a clone that is ready', () => {
  it('SU5 a command of a built clone says nothing of setting up', async () => {
    const { code, stdout, stderr } = await end(
      [join(PROJECT, 'hosts/setup/hearth.mjs'), '--help'],
      process.env,
    );
    expect(stderr).to.equal('');
    expect(stdout).to.include('hearth');
    expect(code).to.equal(0);
  });
});
