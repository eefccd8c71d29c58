import type { InitializeHook, LoadHook } from 'node:module';

/** What the hook is told: where the built files are, and what to put in the place of some. */
export interface HookData {
  /** URL of the folder of built files, with `/` at its end. */
  readonly dist: string;
  /** Path of the source from the project's root to the whole text of its built file. */
  readonly built: Readonly<Record<string, string>>;
}

let data: HookData | null = null;

/** Called by Node in the thread of the hooks. */
export const initialize: InitializeHook<HookData> = (given) => {
  data = given;
};

/** Called by Node for each module: a built file that is replaced is read from what was given. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const source = data === null ? undefined : replaced(url, data);
  return source === undefined
    ? nextLoad(url, context)
    : { format: 'module', source, shortCircuit: true };
};

function replaced(url: string, { dist, built }: HookData): string | undefined {
  if (!url.startsWith(dist)) return undefined;
  return built[url.slice(dist.length).replace(/\.js$/, '.ts')];
}
