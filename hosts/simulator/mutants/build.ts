import type { MutatedSources } from './mutant.js';

/** Builds what is replaced, once for all processes: the compiler takes a while to load. */
export async function build(sources: MutatedSources): Promise<Readonly<Record<string, string>>> {
  const { default: compiler } = await import('typescript');
  const { ModuleKind, ScriptTarget } = compiler;
  const compilerOptions = {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
  };
  const built = Object.entries(sources).map(([fileName, source]) => {
    const { outputText } = compiler.transpileModule(source, { compilerOptions, fileName });
    return [fileName, outputText] as const;
  });
  return Object.fromEntries(built);
}
