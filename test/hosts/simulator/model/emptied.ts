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
  /** Where its body begins and ends in its file. */
  readonly body: readonly [number, number];
}

/** Every function of the model that reports, by itself or by others of its file. */
export function checkers(): readonly Checker[] {
  return readdirSync(join(BUILT, MODEL))
    .filter((file) => file.endsWith('.js'))
    .flatMap(checkersIn);
}

/** The model with one checker's body replaced by nothing. */
export async function modelWithout({ file, body }: Checker): Promise<typeof Model> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-emptied-'));
  try {
    mkdirSync(join(folder, 'core'), { recursive: true });
    symlinkSync(join(BUILT, 'core', 'vocabulary'), join(folder, 'core', 'vocabulary'));
    cpSync(join(BUILT, MODEL), join(folder, MODEL), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const path = join(folder, MODEL, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text.slice(0, body[0])}{}${text.slice(body[1])}`);
    const url = pathToFileURL(join(folder, MODEL, 'model.js')).href;
    return ((await import(url)) as { readonly Model: typeof Model }).Model;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Found {
  readonly name: string;
  readonly text: string;
  readonly body: readonly [number, number];
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
    const { name, body } = one;
    return { file, name, body, invariants: idsOf(one, reporting, new Set()) };
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
      found.push({ name, text: body.getText(), body: [body.getStart(), body.getEnd()] });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
