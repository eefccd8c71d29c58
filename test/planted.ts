import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// The tests run from dist/test; what they plant in is a copy of the project's settings.
const ROOT = join(import.meta.dirname, '../..');
const OUTPUT_BYTES_MAX = 8 * 1024 * 1024;

/** A folder with the project's settings, its packages and planted sources. */
export interface PlantedProject {
  /** Runs a tool of node_modules there and answers what it printed, whatever its exit code. */
  run(script: string, args: readonly string[]): Promise<string>;
  remove(): void;
}

/**
 * Makes a project of planted sources, judged by the settings of this one.
 *
 * @param settings - files copied from the project.
 * @param sources - texts by path.
 */
export function plant(
  settings: readonly string[],
  sources: Readonly<Record<string, string>>,
): PlantedProject {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-planted-'));
  for (const file of settings) cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  }
  return {
    run: (script, args) => runIn(folder, [join(ROOT, 'node_modules', script), ...args]),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function runIn(folder: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { cwd: folder, maxBuffer: OUTPUT_BYTES_MAX };
    execFile(process.execPath, args, options, (_, stdout) => resolve(stdout));
  });
}
