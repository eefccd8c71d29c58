import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a child process is to do with a database file. */
export type ChildTask = 'die-after-commit' | 'post-many' | 'end-unclosed';

/** Starts a process that works on a file of its own accord. It prints one JSON value a line. */
export function startChild(task: ChildTask, path: string): ChildProcess {
  const script = fileURLToPath(new URL('./child-main.js', import.meta.url));
  return spawn(process.execPath, [script, task, path], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** How a process ended, and the values that it printed. */
export async function ended(child: ChildProcess): Promise<{
  readonly signal: string | null;
  readonly code: number | null;
  readonly values: unknown[];
}> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (...how) => {
      resolve(how);
    });
  });
  const lines = text.split('\n').filter((line) => line !== '');
  return { signal, code, values: lines.map((line): unknown => JSON.parse(line)) };
}
