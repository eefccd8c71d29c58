import type { InitializeHook, LoadHook } from 'node:module';
import type { MutatedSources } from './mutant.js';

/** What the hook is told: where the built files are, and what to put in the place of some. */
export interface HookData {
  /** URL of the folder of built files, with `/` at its end. */
  readonly dist: string;
  readonly sources: MutatedSources;
}

let data: HookData | null = null;

/** Called by Node in the thread of the hooks. */
export const initialize: InitializeHook<HookData> = (given) => {
  data = given;
};

/** Called by Node for each module: a built file whose source is replaced is compiled from that. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const source = data === null ? undefined : replaced(url, data);
  if (source === undefined) return nextLoad(url, context);
  // The compiler is loaded only where something is replaced: it takes a while.
  const { default: typescript } = await import('typescript');
  const { ModuleKind, ScriptTarget } = typescript;
  const compilerOptions = {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
  };
  const { outputText } = typescript.transpileModule(source, {
    compilerOptions,
    fileName: url.replace(/\.js$/, '.ts'),
  });
  return { format: 'module', source: outputText, shortCircuit: true };
};

function replaced(url: string, { dist, sources }: HookData): string | undefined {
  if (!url.startsWith(dist)) return undefined;
  return sources[url.slice(dist.length).replace(/\.js$/, '.ts')];
}
