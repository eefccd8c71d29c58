import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { AUDIT_LIMITS } from '../core/audit/background/limits.js';
import { DELIVERY_LIMITS } from '../core/delivery/limits.js';
import { HTTP_DEFAULTS } from '../hosts/embed/options.js';
import { startHearth } from './hosts/running.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where bounds live. The twins of the simulator have the bounds of what they stand for. */
const FOLDERS = ['core', 'ports', 'adapters', 'hosts/embed'];
const TWINS = join('adapters', 'simulated');

/** Constants whose whole value stands on one line, or on the next one. */
const CONSTANT = /^(export )?const ([A-Z][A-Z0-9_]*)(?:: \w+)? =\s+([^;{[]+);/gm;
const ROW = /^\| `(\w+)` \| ([\d,]+) \| ([^|]+) \| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm;
const OTHER_ROW = /^\| `(\w+)` \| `([^`]+)` \| [^|]+ \|$/gm;

interface Constant {
  readonly name: string;
  readonly file: string;
  readonly expression: string;
  readonly isExported: boolean;
}

interface Bound {
  readonly key: string;
  readonly value: number;
  readonly policy: string;
  readonly gauge: string;
}

const document = readFileSync(join(ROOT, 'docs/bounds.md'), 'utf8');
const bounds: readonly Bound[] = [...document.matchAll(ROW)].map((row) => {
  const [, name = '', value = '', , file = '', policy = '', gauge = ''] = row;
  return { key: `${name} ${file}`, value: Number(value.replaceAll(',', '')), policy, gauge };
});
const others = [...document.matchAll(OTHER_ROW)].map(
  ([, name = '', file = '']) => `${name} ${file}`,
);

/** Bounds of the code by name and file. */
function boundsOfCode(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const constants = FOLDERS.flatMap(constantsIn);
  const values = valuesOf(constants);
  for (const { name, file, expression, isExported } of constants) {
    const value = evaluate(expression, values);
    if (value !== null && (isExported || /_MAX(?:_|$)/.test(name))) {
      found.set(`${name} ${file}`, value);
    }
  }
  for (const [name, value] of Object.entries(DELIVERY_LIMITS)) {
    found.set(`${name} core/delivery/limits.ts`, value as number);
  }
  for (const [name, value] of Object.entries(AUDIT_LIMITS)) {
    found.set(`${name} core/audit/background/limits.ts`, value as number);
  }
  // The limit of connections is that of delivery.
  found.set('bodyBytesMax hosts/embed/options.ts', HTTP_DEFAULTS.bodyBytesMax);
  expect(HTTP_DEFAULTS.connectionsMax).to.equal(DELIVERY_LIMITS.connectionsMax);
  return found;
}

function constantsIn(folder: string): readonly Constant[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return entries
    .map((entry) => join(folder, entry))
    .filter((file) => file.endsWith('.ts') && !file.startsWith(TWINS))
    .flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(CONSTANT)].map(
        ([, exported, name = '', expression = '']) => ({
          name,
          file,
          expression,
          isExported: exported !== undefined,
        }),
      ),
    );
}

/** The value of each name, through as many names as lead to it. */
function valuesOf(constants: readonly Constant[]): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (let before = -1; before !== values.size;) {
    before = values.size;
    for (const { name, expression } of constants) {
      const value = evaluate(expression, values);
      if (value !== null) values.set(name, value);
    }
  }
  return values;
}

/** A sum of products of powers; null where something else is in it. */
function evaluate(expression: string, values: ReadonlyMap<string, number>): number | null {
  const terms = expression.trim().split(/\s+(?=[+-] )/);
  const sum = terms.reduce((total, term) => {
    const [, sign, product = ''] = /^([+-] )?(.*)$/s.exec(term) ?? [];
    const factors = product.split(' * ').map((factor) => powerOf(factor, values));
    const value = factors.reduce((all, factor) => all * factor, 1);
    return total + (sign === '- ' ? -value : value);
  }, 0);
  return Number.isNaN(sum) ? null : sum;
}

function powerOf(factor: string, values: ReadonlyMap<string, number>): number {
  const numbers = factor.split(' ** ').map((atom) => {
    const text = atom.trim();
    const isNumber = /^(?:0x[0-9a-f]+|[\d_]+)$/.test(text);
    return isNumber ? Number(text.replaceAll('_', '')) : (values.get(text) ?? Number.NaN);
  });
  return numbers.reduce((base, exponent) => base ** exponent);
}

describe('docs/bounds.md', () => {
  const code = boundsOfCode();

  it('BN1 every bound of the code is listed, or said to bound nothing', () => {
    const listed = new Set([...bounds.map(({ key }) => key), ...others]);
    const missing = [...code.keys()].filter((key) => !listed.has(key));
    expect(missing, 'give each a row with what happens past it').to.deep.equal([]);
    expect(bounds.length).to.be.above(100);
  });

  it('BN1 everything that is listed is in the code, once and with its value', () => {
    for (const { key, value } of bounds) expect(code.get(key), key).to.equal(value);
    expect(others.filter((key) => !code.has(key))).to.deep.equal([]);
    const all = [...bounds.map(({ key }) => key), ...others];
    expect(all.filter((key, index) => all.indexOf(key) !== index)).to.deep.equal([]);
  });

  it('BN2 every bound says what happens past it', () => {
    const silent = bounds.filter(({ policy }) => !/^(?:`|[A-Z]).*\.$/s.test(policy));
    expect(silent.map(({ key }) => key)).to.deep.equal([]);
  });

  it('BN3 every gauge that is named is at /metrics, with one for the bound', async () => {
    const started = await startHearth();
    const { text } = await started.ask({ path: '/metrics' });
    await started.close();
    const gauges = bounds.map(({ gauge }) => /^`(hearth_\w+)`$/.exec(gauge)?.[1]);
    const named = gauges.filter((gauge) => gauge !== undefined);
    expect(named.length).to.be.above(15);
    for (const gauge of named.flatMap((name) => [name, `${name}_max`])) {
      expect(text, gauge).to.match(new RegExp(`^${gauge} \\d`, 'm'));
    }
    const held = document.slice(document.indexOf('## What the server holds'));
    const rows = [...held.slice(0, held.indexOf('\n## ', 1)).matchAll(ROW)];
    expect(rows.length).to.equal(named.length);
  });
});
