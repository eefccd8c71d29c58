import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type ts from 'typescript';
import { projectRoot, readSource } from '../mutants/project.js';
import type { GeneratedMutant } from './generate-mutants.js';

/** Whether the changed source is a program at all: the compiler refuses what is none. */
export type Compiles = (mutant: GeneratedMutant) => boolean;

/** A compiler that has read the sources once, and looks at one change at a time. */
export async function compilesIn(files: readonly string[]): Promise<Compiles> {
  const { default: compiler } = await import('typescript');
  const changed = { path: '', text: '', version: 0 };
  const service = compiler.createLanguageService(hostOf(compiler, files, changed));
  return ({ file, node, text }) => {
    const source = readSource(file);
    changed.path = join(projectRoot(), file);
    changed.text = source.slice(0, node.from) + text + source.slice(node.to);
    changed.version += 1;
    const { path } = changed;
    return (
      service.getSyntacticDiagnostics(path).length + service.getSemanticDiagnostics(path).length ===
      0
    );
  };
}

function hostOf(
  compiler: typeof ts,
  files: readonly string[],
  changed: { readonly path: string; readonly text: string; readonly version: number },
): ts.LanguageServiceHost {
  const root = projectRoot();
  const options = optionsOf(compiler, root);
  const readFile = (path: string): string | undefined =>
    existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => files.map((file) => join(root, file)),
    getScriptVersion: (path) => (path === changed.path ? String(changed.version) : '0'),
    getScriptSnapshot: (path) => {
      const text = path === changed.path ? changed.text : readFile(path);
      return text === undefined ? undefined : compiler.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (given) => compiler.getDefaultLibFilePath(given),
    fileExists: existsSync,
    readFile,
  };
}

/** Those of the project. What a change leaves unused is no error of it. */
function optionsOf(compiler: typeof ts, root: string): ts.CompilerOptions {
  const text = readFileSync(join(root, 'tsconfig.base.json'), 'utf8');
  const { compilerOptions } = JSON.parse(text) as { readonly compilerOptions: object };
  const { options } = compiler.convertCompilerOptionsFromJson(compilerOptions, root);
  return { ...options, noUnusedLocals: false, noUnusedParameters: false, composite: false };
}
