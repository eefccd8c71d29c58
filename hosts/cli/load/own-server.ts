import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ChatError } from '../../../core/vocabulary/errors.js';

/** A server that has not said where it listens by then does not come up. */
const START_MS_MAX = 30_000;

/** A server that has not stopped in good order by then is killed. */
const STOP_MS_MAX = 20_000;

/** Kept of what the server said on stderr, for when it fails. */
const SAID_CHARACTERS_MAX = 4_000;

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** A server in a process of its own, on a data folder and a loopback port that stay the same. */
export class OwnServer {
  readonly #data: string;
  readonly #clients: number;
  #port = 0;
  #child: ChildProcess | null = null;
  #said = '';

  /** @param clients - all of one address: so many it takes from there, and those that it closes. */
  constructor(data: string, clients: number) {
    this.#data = data;
    this.#clients = clients;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it and waits until it listens. @throws ChatError `unavailable` when it does not. */
  async start(): Promise<void> {
    const limits = ['--connections-per-address-max', String(2 * this.#clients)];
    const place = ['--port', String(this.#port), '--host', '127.0.0.1', '--data', this.#data];
    const settings = [...place, ...limits];
    const child = spawn(
      process.execPath,
      [MAIN, 'serve', '--json', '--log-level', 'warn', ...settings],
      {
        env: plainEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-SAID_CHARACTERS_MAX);
    });
    const line = await firstLine(child);
    if (line === null) {
      child.kill('SIGKILL');
      throw new ChatError('unavailable', `The server did not start. ${this.#said}`.trim());
    }
    this.#port = (JSON.parse(line) as { readonly port: number }).port;
  }

  /** Ends it as a power cut would end it: nothing is said to anybody, nothing is finished. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops it in good order. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    await ended;
    clearTimeout(patience);
  }
}

/** The server is told everything by flags: nothing of this process's own settings reaches it. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env);
  return Object.fromEntries(
    entries.filter(([name]) => !name.startsWith('HEARTH_') && name !== 'PORT'),
  );
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  if (child.stdout === null) return null;
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve) => {
    const patience = setTimeout(() => {
      resolve(null);
    }, START_MS_MAX);
    lines.once('line', (line) => {
      clearTimeout(patience);
      resolve(line);
    });
    child.once('exit', () => {
      clearTimeout(patience);
      resolve(null);
    });
  });
}
