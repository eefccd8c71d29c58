import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

// The tests run from dist/test; what is published is packed from the project.
const ROOT = join(import.meta.dirname, '../..');

interface Manifest {
  readonly exports: Readonly<Record<string, string | { types: string; default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports);

describe('the package', () => {
  it('PK1 every entry has built code and types', () => {
    for (const [name, target] of entries) {
      const files = typeof target === 'string' ? [target] : [target.types, target.default];
      for (const file of files) expect(existsSync(join(ROOT, file)), `${name}: ${file}`).to.be.true;
    }
  });

  it('PK2 every entry that runs on Node is imported by its public name', async () => {
    const names = entries.map(([name]) => name).filter(isForNode);
    for (const name of names) {
      const entry = (await import(name.replace('.', 'hearth-chat'))) as object;
      expect(Object.keys(entry), name).to.not.have.lengthOf(0);
    }
  });

  it('PK3 it holds what is built, with neither sources nor tests but the contract suites', () => {
    const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [tarball] = JSON.parse(output) as { files: { path: string }[] }[];
    const paths = tarball!.files.map(({ path }) => path);
    const stray = paths.filter((path) => !ALLOWED.some((allowed) => allowed.test(path)));
    expect(stray).to.deep.equal([]);
    expect(paths).to.include.members(['LICENSE', 'README.md', 'dist/hosts/cli/main.js']);
    expect(paths).to.include.members(['dist/web/index.html', 'hosts/setup/hearth.mjs']);
  });
});

const ALLOWED = [
  /^dist\/(core|ports|adapters|hosts|test\/contracts)\/.+\.(js|d\.ts)$/,
  /^dist\/web\//,
  /^hosts\/setup\/hearth\.mjs$/,
  /^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/,
];

/** The browser's adapters need a browser. */
function isForNode(name: string): boolean {
  return name !== './package.json' && name !== './adapters/browser';
}
