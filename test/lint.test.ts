import { expect } from 'chai';
import { plant, type PlantedProject } from './planted.js';

const ESLINT = 'eslint/bin/eslint.js';

/** One line each that core may not hold, by what it reaches for. */
const PLANTED: Readonly<Record<string, string>> = {
  'date-now': 'export const x = Date.now();',
  'new-date': 'export const x = new Date();',
  'date-call': 'export const x = Date();',
  performance: 'export const x = performance.now();',
  random: 'export const x = Math.random();',
  timeout: 'setTimeout(() => {}, 1);',
  interval: 'setInterval(() => {}, 1);',
  immediate: 'setImmediate(() => {});',
  microtask: 'queueMicrotask(() => {});',
  process: 'export const x = process.pid;',
  'global-this': 'export const x = globalThis.process;',
  builtin: `import { readFileSync } from 'node:fs'; export const x = readFileSync;`,
  package: `import { z } from 'zod'; export const x = z;`,
  'dynamic-import': `export const x = import('node:fs');`,
  crypto: 'export const x = crypto.randomUUID();',
  fetch: `export const x = fetch('/');`,
  socket: `export const x = new WebSocket('/');`,
  channel: `export const x = new BroadcastChannel('x');`,
  navigator: 'export const x = navigator.onLine;',
  storage: `export const x = localStorage.getItem('x');`,
  'weak-ref': 'export const x = new WeakRef({});',
  finalization: 'export const x = new FinalizationRegistry(() => {});',
  intl: 'export const x = new Intl.NumberFormat();',
  locale: `export const x = 'a'.localeCompare('b');`,
  'to-locale': 'export const x = (1).toLocaleString();',
  race: 'export const x = Promise.race([Promise.resolve(1)]);',
  console: `console.log('x');`,
  floating: 'export function x(): void { Promise.resolve(1); }',
  'four-parameters': 'export const x = (a: 1, b: 1, c: 1, d: 1) => a + b + c + d;',
  default: 'export default 1;',
  enum: 'export enum X { a }',
};

const LAWFUL = 'export const day = new Date(0).getUTCDate() + Math.max(1, 2);';

const TSCONFIG = JSON.stringify({
  compilerOptions: { strict: true, lib: ['ES2023', 'DOM'], module: 'NodeNext', types: ['node'] },
  include: ['core'],
});

interface Report {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

describe('lint', () => {
  let project: PlantedProject;
  let reports: readonly Report[] = [];

  before(async () => {
    const sources = Object.entries(PLANTED).map(([name, text]) => [`core/${name}.ts`, text]);
    project = plant(['.eslint.config.mjs', 'package.json'], {
      'tsconfig.json': TSCONFIG,
      'core/lawful.ts': LAWFUL,
      ...(Object.fromEntries(sources) as Record<string, string>),
    });
    const args = ['--config', '.eslint.config.mjs', '--format', 'json', 'core'];
    reports = JSON.parse(await project.run(ESLINT, args)) as readonly Report[];
  });

  after(() => project.remove());

  it('TD12 what core may not reach is refused by the linter', () => {
    for (const name of Object.keys(PLANTED)) {
      const report = reports.find(({ filePath }) => filePath.endsWith(`core/${name}.ts`));
      const rules = (report?.messages ?? []).map(({ ruleId }) => ruleId);
      expect(rules, name).to.satisfy(
        (found: readonly (string | null)[]) => found.some(isBan),
        `${name} passes the linter`,
      );
    }
  });

  it('TD12 arithmetic on given times passes the linter', () => {
    const lawful = reports.find(({ filePath }) => filePath.endsWith('core/lawful.ts'));
    expect(lawful?.messages).to.deep.equal([]);
  });
});

function isBan(rule: string | null): boolean {
  return /^no-restricted-|no-floating-promises$|max-params$/.test(rule ?? '');
}
