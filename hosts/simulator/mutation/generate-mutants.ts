import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type ts from 'typescript';
import { hashText } from '../kernel/hash.js';
import { projectRoot, readSource } from '../mutants/project.js';
import { changesOf, type Change, type TypeScript } from './operators.js';

/** One small change of a source, made by a rule and not by a person. */
export interface GeneratedMutant {
  /** The same as long as the changed text stays: file, operator, text, and which of equals. */
  readonly id: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly operator: string;
  readonly before: string;
  readonly after: string;
  /** Where the changed node stands in the source as it is. */
  readonly node: Place;
  /** What stands there instead. */
  readonly text: string;
}

/** A node of a source. */
export interface Place {
  readonly from: number;
  readonly to: number;
  readonly isStatement: boolean;
}

/** Characters of a text that are shown. */
const SHOWN_MAX = 160;

/**
 * All mutants of the sources below some folders, in an order that depends on nothing but each
 * mutant's id: the first so many are a sample of all.
 */
export async function generateMutants(
  folders: readonly string[],
): Promise<readonly GeneratedMutant[]> {
  const { default: compiler } = await import('typescript');
  const mutants = folders
    .flatMap(sourcesBelow)
    .flatMap((file) => mutantsOf(compiler, file, readSource(file)));
  return mutants.sort((one, other) => hashText(one.id) - hashText(other.id));
}

/** All mutants of one source, in order of place. */
export function mutantsOf(
  compiler: TypeScript,
  file: string,
  source: string,
): readonly GeneratedMutant[] {
  const { Latest } = compiler.ScriptTarget;
  const tree = compiler.createSourceFile(file, source, Latest, true);
  const found: Change[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isTypeNode(node) || isAssertion(compiler, node)) return;
    if (runsLater(compiler, node)) found.push(...changesOf(compiler, node));
    compiler.forEachChild(node, visit);
  };
  visit(tree);
  const seen = new Map<string, number>();
  return found.map((change) => {
    const { node, operator, text, isStatement } = change;
    const before = node.getText(tree);
    const key = `${file} ${operator} ${before}`;
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    const from = node.getStart(tree);
    const { line } = tree.getLineAndCharacterOfPosition(from);
    return {
      id: `${key.replace(/\s+/g, ' ')} #${String(ordinal)}`,
      file,
      line: line + 1,
      operator,
      before: shown(before),
      after: shown(text === '' ? '(nothing)' : text),
      node: { from, to: node.getEnd(), isStatement },
      text,
    };
  });
}

/** What runs as its module is loaded has run before any mutant is switched on. */
function runsLater(compiler: TypeScript, node: ts.Node): boolean {
  const isLater = (one: ts.Node): boolean =>
    compiler.isFunctionLike(one) || compiler.isPropertyDeclaration(one);
  return compiler.findAncestor(node.parent, isLater) !== undefined;
}

/** What must hold anyway: a change there says nothing of what watches from outside. */
function isAssertion(compiler: TypeScript, node: ts.Node): boolean {
  if (compiler.isThrowStatement(node)) return true;
  return compiler.isCallExpression(node) && /^assert/.test(node.expression.getText());
}

function shown(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, SHOWN_MAX);
}

function sourcesBelow(path: string): readonly string[] {
  const root = projectRoot();
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${path}/${name}`)
    .sort();
}
