import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../../hosts/simulator/main.js', import.meta.url));

/** How a command ended. `lines` are those of its output that are objects. */
export interface Ended {
  readonly code: number;
  readonly lines: readonly Record<string, unknown>[];
  readonly said: string;
  readonly complained: string;
}

/** Runs `hearth simulate` with arguments, in a process of its own. */
export function simulate(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, said, complained) => {
      const code = error === null ? 0 : Number(error.code);
      const lines = said
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ code, lines, said, complained });
    });
  });
}
