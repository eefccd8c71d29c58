import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';

// The tests run from dist/test; what they judge are the sources.
const ROOT = join(import.meta.dirname, '../..');
const CEILINGS_FILE = 'fixtures/tidy.json';
const LINE_COLUMNS_MAX = 100;
// A title is a sentence, and a formatter cannot break it.
const TITLE = /^\s*(it|describe)\(/;
// A ceiling this far above the real number no longer holds anything back.
const SLACK = 0.8;

const NOT_OURS = ['node_modules', 'dist', '.build', '.git', 'coverage', 'data'];
const FOLDERS = ['.ci', 'adapters', 'core', 'docs', 'fixtures', 'hosts', 'ports', 'test'];
const FILES = [/^\./, /^tsconfig.*\.json$/, /^package(-lock)?\.json$/, /^README\.md$/];
const MORE_FILES = [/^LICENSE$/, /^CHANGELOG\.md$/, /\.tgz$/];

const BANNED_FOLDERS =
  /(^|\/)(services|models|dtos|mappers|interfaces|helpers|utils|common)(\/|\.tsx?$)/;

/** What no source may hold, and what to do about it. */
const BANNED = [
  { words: /\b(TODO|FIXME|XXX|HACK)\b/, advice: 'do it now, or write an issue' },
  { words: /@ts-(ignore|nocheck)\b/, advice: 'fix the type' },
  { words: /@ts-expect-error\s*$/m, advice: 'say why after it' },
  { words: /eslint-disable(?!.* -- \S)/, advice: 'fix it, or say why after " -- "' },
  { words: /^export default\b/m, advice: 'export a name' },
  {
    words: /^\s*(export )?(declare )?(const )?enum\s/m,
    advice: 'use a union or an as const array',
  },
  { words: /\b(class|interface) I[A-Z][a-z]/, advice: 'drop the I' },
  { words: /\bclass \w*(Manager|Helper|Util|Utils|Impl)\b/, advice: 'name what it hides' },
  { words: /\b(describe|it)\.(only|skip)\(/, advice: 'run every test' },
  { words: /Oops/, advice: 'say plainly what happened' },
];

/** Files that a tool loads by their default export, and this one, which spells the words out. */
const EXEMPT = ['hosts/setup/tally-reporter.mjs', 'test/tidy.test.ts'];

const FOREIGN_HOSTS = /registry\.(npmjs|yarnpkg|npmmirror)|\bnpm\.pkg\.|artifactory|verdaccio/i;

interface Source {
  readonly path: string;
  readonly text: string;
}

/** Something that has a size, and where it is. */
interface Sized {
  readonly where: string;
  readonly lines: number;
}

interface Sizes {
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

type Ceilings = Readonly<Record<string, number>>;

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function filesBelow(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder)).sort();
  return names
    .filter((name) => !NOT_OURS.includes(name))
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(join(ROOT, path)).isDirectory() ? filesBelow(path) : [path]));
}

const all = filesBelow('.').filter((path) => !path.endsWith('.tgz'));
const code: readonly Source[] = all
  .filter((path) => /\.(ts|tsx|mjs|css)$/.test(path) && !path.startsWith('fixtures/'))
  .map((path) => ({ path, text: read(path) }));
const typescript = code.filter(({ path }) => /\.tsx?$/.test(path));
const tests = typescript.filter(({ path }) => path.startsWith('test/'));
const program = typescript.filter(({ path }) => !path.startsWith('test/'));

function fileSize({ path, text }: Source): Sized {
  return { where: path, lines: text.split('\n').length - 1 };
}

function functionSizes({ path, text }: Source): Sized[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const sizes: Sized[] = [];
  const lineAt = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = lineAt(node.getStart(file));
      sizes.push({ where: `${path}:${first + 1}`, lines: lineAt(node.getEnd()) - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return sizes;
}

function sizesOf(things: readonly Sized[]): Sizes {
  const sorted = things.map(({ lines }) => lines).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { median: at(0.5), p90: at(0.9), max: at(1) };
}

function measure(): Ceilings {
  const files = sizesOf(program.map(fileSize));
  const functions = sizesOf(program.flatMap(functionSizes));
  const testFiles = sizesOf(tests.map(fileSize));
  return {
    fileLinesMedian: files.median,
    fileLinesP90: files.p90,
    fileLinesMax: files.max,
    functionLinesMedian: functions.median,
    functionLinesP90: functions.p90,
    functionLinesMax: functions.max,
    testFileLinesP90: testFiles.p90,
    testFileLinesMax: testFiles.max,
  };
}

/** The longest three of what a ceiling holds, for whoever has to split one. */
function longest(name: string): string {
  const sources = name.startsWith('test') ? tests : program;
  const sized = name.startsWith('function')
    ? sources.flatMap(functionSizes)
    : sources.map(fileSize);
  const top = sized.sort((a, b) => b.lines - a.lines).slice(0, 3);
  return top.map(({ where, lines }) => `${where} (${lines})`).join(', ');
}

function findings(sources: readonly Source[], words: RegExp, advice: string): string[] {
  return sources.flatMap(({ path, text }) => {
    const found = words.exec(text);
    if (found === null) return [];
    const line = text.slice(0, found.index).split('\n').length;
    return [`${path}:${line} holds "${found[0].trim()}": ${advice}`];
  });
}

function pascal(kebab: string): string {
  return kebab.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function expectNone(problems: readonly string[]): void {
  expect(problems.length, `\n${problems.join('\n')}\n`).to.equal(0);
}

describe('tidy', () => {
  describe('sizes', () => {
    const ceilings = JSON.parse(read(CEILINGS_FILE)) as Ceilings;
    const sizes = measure();

    it('TD1 no size is above its ceiling', () => {
      const above = Object.entries(sizes).filter(([name, size]) => size > (ceilings[name] ?? 0));
      expectNone(
        above.map(
          ([name, size]) =>
            `${name} is ${size}, its ceiling in ${CEILINGS_FILE} is ${ceilings[name] ?? 0}: ` +
            `split what grew (a ceiling is never raised). Longest: ${longest(name)}`,
        ),
      );
    });

    it('TD2 a ceiling comes down with what it holds', () => {
      const loose = Object.entries(ceilings).filter(
        ([name, ceiling]) => (sizes[name] ?? 0) < ceiling * SLACK,
      );
      expectNone(loose.map(([name]) => `lower ${name} in ${CEILINGS_FILE} to ${sizes[name] ?? 0}`));
    });

    it('TD3 no line but the title of a test is longer than 100 columns', () => {
      expectNone(
        code.flatMap(({ path, text }) =>
          text
            .split('\n')
            .map((line, index) => ({ line, where: `${path}:${index + 1}` }))
            .filter(({ line }) => line.length > LINE_COLUMNS_MAX && !TITLE.test(line))
            .map(({ line, where }) => `${where} has ${line.length} columns`),
        ),
      );
    });
  });

  describe('words and places', () => {
    it('TD4 no source holds a banned word', () => {
      const judged = code.filter(({ path }) => !EXEMPT.includes(path) && !isSetting(path));
      expectNone(BANNED.flatMap(({ words, advice }) => findings(judged, words, advice)));
    });

    it('TD5 no folder or file is named for a kind of code instead of a thing', () => {
      expectNone(all.filter((path) => BANNED_FOLDERS.test(path)));
    });

    it('TD6 beside the folders of the design there are only settings and documents', () => {
      const strangers = readdirSync(ROOT, { withFileTypes: true })
        .filter(({ name }) => !NOT_OURS.includes(name))
        .filter((entry) => !(entry.isDirectory() ? isKnownFolder(entry.name) : isKnown(entry.name)))
        .map(({ name }) => `${name} does not belong beside package.json`);
      expectNone(strangers);
    });

    it('TD7 no committed file names a package registry', () => {
      const texts = all
        .filter((path) => /\.(json|mjs|cjs|ts|tsx|md|css|html)$|(^|\/)\.[a-z]+|\/run$/.test(path))
        .filter((path) => !EXEMPT.includes(path))
        .map((path) => ({ path, text: read(path) }));
      expectNone(findings(texts, FOREIGN_HOSTS, 'the lock file and settings work with any'));
    });
  });

  describe('rules and their tests', () => {
    const spec = existsSync(join(ROOT, 'docs/SPEC.md')) ? read('docs/SPEC.md') : '';
    const ids = [...spec.matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm)].map(([, id]) => id ?? '');
    const titles = tests.flatMap(({ path, text }) =>
      [...text.matchAll(/\bit\(\s*(['"`])(.*)/g)].map(([, , title]) => ({ path, title })),
    );

    it('TD8 every rule of docs/SPEC.md has one id and a test that names it', () => {
      const tested = new Set(
        tests.flatMap(({ text }) =>
          [...text.matchAll(/['"`]([A-Z]{2}\d+)\b/g)].map(([, id]) => id ?? ''),
        ),
      );
      expect(ids, 'docs/SPEC.md holds the rules').to.not.have.lengthOf(0);
      const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
      const untested = ids.filter((id) => !tested.has(id));
      expectNone([
        ...twice.map((id) => `${id} stands twice in docs/SPEC.md`),
        ...untested.map((id) => `${id} has no test: name one "${id} ..." or drop the rule`),
      ]);
    });

    it('TD9 every test starts with the id of a rule of docs/SPEC.md', () => {
      const known = new Set(ids);
      // A title that starts with a placeholder takes its id from a table, where TD8 finds it.
      const judged = titles.filter(({ title }) => !title?.startsWith('${'));
      const unknown = judged.filter(
        ({ title }) => !known.has(/^[A-Z]{2}\d+/.exec(title ?? '')?.[0] ?? ''),
      );
      expectNone(
        unknown.map(({ path, title }) => `${path}: "${title ?? ''}" names no rule of docs/SPEC.md`),
      );
    });

    it('TD13 every row of docs/conflicts.md names rules, and only rules that exist', () => {
      const rows = read('docs/conflicts.md')
        .split('\n')
        .filter((line) => /^\|(?! what |-)/.test(line));
      if (rows.length === 0) throw new Error('docs/conflicts.md has no rows');
      const named = rows.map((row) => ({ row, rules: row.split('|').at(-2)?.match(/\S+/g) ?? [] }));
      expectNone(
        named.flatMap(({ row, rules }) =>
          rules.length > 0 && rules.every((rule) => ids.includes(rule))
            ? []
            : [`docs/conflicts.md: ${row} needs rules of docs/SPEC.md in its last column`],
        ),
      );
    });

    it('TD10 every port has a contract suite that an adapter runs', () => {
      const ports = program.filter(({ path, text }) => {
        const name = pascal(basename(path, '.ts'));
        return path.startsWith('ports/') && text.includes(`export interface ${name} `);
      });
      expectNone(
        ports.flatMap(({ path }) => {
          const port = basename(path, '.ts');
          const suite = `describe${pascal(port)}Contract`;
          const file = `test/contracts/${port}.contract.ts`;
          if (!existsSync(join(ROOT, file))) return [`${path} has no ${file}`];
          if (!read(file).includes(`export function ${suite}`)) return [`${file} lacks ${suite}`];
          const isRun = tests.some((test) => test.path !== file && test.text.includes(`${suite}(`));
          return isRun ? [] : [`${suite} is run by no test: call it from an adapter's test`];
        }),
      );
    });
  });
});

function isSetting(path: string): boolean {
  return path.startsWith('.');
}

function isKnownFolder(name: string): boolean {
  return FOLDERS.includes(name);
}

function isKnown(name: string): boolean {
  return [...FILES, ...MORE_FILES].some((pattern) => pattern.test(name));
}
