import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.js';
import type { HookData } from './hook.js';
import type { MutatedSources } from './mutant.js';
import { projectRoot } from './project.js';
import { MUTANT_FILE_VARIABLE } from './variables.js';

/** How processes are started in which some sources are replaced. */
export interface MutantProcess {
  /** Module that they load before anything else, by `--import`. */
  readonly register: string;
  /** Variables on top of their environment; none where nothing is replaced. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Keeps what is replaced in a file for as long as the body runs. */
export async function withMutant<Value>(
  sources: MutatedSources | null,
  body: (mutant: MutantProcess) => Promise<Value>,
): Promise<Value> {
  const register = new URL('./register.js', import.meta.url).href;
  if (sources === null) return body({ register, environment: {} });
  const built = await build(sources);
  const folder = mkdtempSync(join(tmpdir(), 'hearth-mutant-'));
  try {
    const dist = `${pathToFileURL(join(projectRoot(), 'dist')).href}/`;
    const data: HookData = { dist, built };
    const file = join(folder, 'mutant.json');
    writeFileSync(file, JSON.stringify(data));
    return await body({ register, environment: { [MUTANT_FILE_VARIABLE]: file } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
