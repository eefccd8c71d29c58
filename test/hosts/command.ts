import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../hosts/cli/io.js';
import { run } from '../../hosts/cli/program.js';

const MAIN = fileURLToPath(new URL('../../hosts/cli/main.js', import.meta.url));

/** How a command line ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export async function hearth(
  args: readonly string[],
  given: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const io: Io = {
    stdin: Readable.from([Buffer.from(given.input ?? '')]),
    stdout,
    stderr,
    env: given.env ?? {},
    onInterrupt: () => () => undefined,
  };
  const code = await run(args, io);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** What was written, as one text. */
export class Kept extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

/** A real process of the command line. */
export interface Process {
  readonly child: ChildProcess;
  readonly lines: Interface;
  /** The exit code or the name of the signal, and what stood on stderr. */
  ended(): Promise<{ readonly how: number | string; readonly stderr: string }>;
}

export function startProcess(args: readonly string[]): Process {
  const env = { ...process.env, PORT: '0', HEARTH_HOST: '127.0.0.1' };
  const child = spawn(process.execPath, [MAIN, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  return {
    child,
    lines: createInterface({ input: child.stdout }),
    ended: async () => {
      const [code, signal] = await exit;
      return { how: code ?? signal ?? 'unknown', stderr };
    },
  };
}

/** `hearth serve --json` on a folder, once it listens. */
export async function startServe(
  data: string,
  more: readonly string[] = [],
): Promise<Process & { readonly port: number }> {
  const process = startProcess(['serve', '--json', '--data', data, ...more]);
  const [line] = (await once(process.lines, 'line')) as [string];
  return { ...process, port: (JSON.parse(line) as { readonly port: number }).port };
}
