import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { Model } from '../../../../hosts/simulator/model/model.js';

const BUILT = fileURLToPath(new URL('../../../../', import.meta.url));
const MODEL = 'hosts/simulator/model';

/** A function of the model that can report something. */
export interface Checker {
  readonly file: string;
  readonly name: string;
  /** Ids that it, or what it calls in its file, reports by name. */
  readonly invariants: readonly string[];
  /** Where its body begins in its file. */
  readonly start: number;
}

/** Every function of the model that reports, by itself or by others of its file. */
export function checkers(): readonly Checker[] {
  return readdirSync(join(BUILT, MODEL))
    .filter((file) => file.endsWith('.js'))
    .flatMap(checkersIn);
}

/** The model, and switches that replace the bodies of its checkers by nothing. */
export interface SwitchedModel {
  readonly Model: typeof Model;
  /** From now on this checker does nothing; null: each does what it does. */
  empty(checker: Checker | null): void;
  /** The checkers whose bodies were reached since it was last asked. */
  reached(): ReadonlySet<Checker>;
}

interface Switches {
  emptied: number | null;
  readonly reached: Set<number>;
}

/** Is asked first thing in each body of a checker. */
const SWITCHES = 'switches.mjs';
const SWITCHES_TEXT = `
export const switches = { emptied: null, reached: new Set() };
export function isEmptied(number) {
  switches.reached.add(number);
  return switches.emptied === number;
}
`;

/** A copy of the model whose given checkers have switches. */
export async function switchedModel(all: readonly Checker[]): Promise<SwitchedModel> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-emptied-'));
  try {
    mkdirSync(join(folder, 'core'), { recursive: true });
    symlinkSync(join(BUILT, 'core', 'vocabulary'), join(folder, 'core', 'vocabulary'));
    cpSync(join(BUILT, MODEL), join(folder, MODEL), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, MODEL, SWITCHES), SWITCHES_TEXT);
    for (const file of new Set(all.map((checker) => checker.file))) {
      const path = join(folder, MODEL, file);
      writeFileSync(path, withSwitches(readFileSync(path, 'utf8'), file, all));
    }
    const built = (file: string): string => pathToFileURL(join(folder, MODEL, file)).href;
    const { Model: Switched } = (await import(built('model.js'))) as { Model: typeof Model };
    const { switches } = (await import(built(SWITCHES))) as { switches: Switches };
    return {
      Model: Switched,
      empty: (checker) => (switches.emptied = checker === null ? null : all.indexOf(checker)),
      reached: () => {
        const reached = new Set([...switches.reached].map((number) => all[number]!));
        switches.reached.clear();
        return reached;
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The text of a file in which each checker ends before it begins where it is emptied. */
function withSwitches(text: string, file: string, all: readonly Checker[]): string {
  const own = all.map((checker, number) => ({ ...checker, number }));
  const places = own.filter((checker) => checker.file === file).sort(lastFirst);
  const switched = places.reduce((before, { start, number }) => {
    const [head, tail] = [before.slice(0, start + 1), before.slice(start + 1)];
    return `${head} if (isEmptied(${String(number)})) return; ${tail}`;
  }, text);
  return `import { isEmptied } from './${SWITCHES}'; ${switched}`;
}

function lastFirst(one: Checker, other: Checker): number {
  return other.start - one.start;
}

interface Found {
  readonly name: string;
  readonly text: string;
  readonly start: number;
}

function checkersIn(file: string): readonly Checker[] {
  const text = readFileSync(join(BUILT, MODEL, file), 'utf8');
  const functions = functionsIn(ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true));
  const reporting = new Set(functions.filter((one) => /\breport\(/.test(one.text)));
  for (let before = -1; before < reporting.size;) {
    before = reporting.size;
    for (const one of functions) if (callees(one, reporting).length > 0) reporting.add(one);
  }
  return [...reporting].map((one) => {
    const { name, start } = one;
    return { file, name, start, invariants: idsOf(one, reporting, new Set()) };
  });
}

function idsOf(one: Found, all: ReadonlySet<Found>, seen: Set<Found>): readonly string[] {
  if (seen.has(one)) return [];
  seen.add(one);
  const own = [...one.text.matchAll(/invariant: '([A-Z-]+)'/g)].map(([, id = '']) => id);
  return [...new Set([...own, ...callees(one, all).flatMap((other) => idsOf(other, all, seen))])];
}

function callees(one: Found, all: ReadonlySet<Found>): readonly Found[] {
  return [...all].filter(
    (other) =>
      other !== one && (one.text.includes(`this.${other.name}(`) || called(one.text, other.name)),
  );
}

function called(text: string, name: string): boolean {
  return !name.startsWith('#') && new RegExp(`(?<![.\\w])${name}\\(`).test(text);
}

function functionsIn(source: ts.SourceFile): readonly Found[] {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)) && node.body) {
      const { body } = node;
      const name = node.name?.getText() ?? '';
      found.push({ name, text: body.getText(), start: body.getStart() });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
