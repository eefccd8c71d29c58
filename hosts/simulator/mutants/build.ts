import type { Diagnostic } from 'typescript';
import { MutantError, type MutatedSources } from './mutant.js';

/**
 * Builds what is replaced, once for all processes: the compiler takes a while to load.
 *
 * @throws MutantError for a source that is no program.
 */
export async function build(sources: MutatedSources): Promise<Readonly<Record<string, string>>> {
  const { default: compiler } = await import('typescript');
  const { ModuleKind, ScriptTarget } = compiler;
  const compilerOptions = {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
  };
  const built = Object.entries(sources).map(([fileName, source]) => {
    const options = { compilerOptions, fileName, reportDiagnostics: true };
    const { outputText, diagnostics = [] } = compiler.transpileModule(source, options);
    if (diagnostics[0] !== undefined) throw notAProgram(fileName, source, diagnostics[0]);
    return [fileName, outputText] as const;
  });
  return Object.fromEntries(built);
}

function notAProgram(file: string, source: string, { start = 0, messageText }: Diagnostic): Error {
  const line = source.slice(0, start).split('\n').length;
  const what = typeof messageText === 'string' ? messageText : messageText.messageText;
  return new MutantError(`${file}:${String(line)} does not compile: ${what}`);
}
