import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../hosts/cli/main.js', import.meta.url));

/** A real `hearth serve` on a folder of its own. */
export class HearthProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hearth-browser-'));
  #child: ChildProcess | null = null;
  #port = 0;

  static async start(): Promise<HearthProcess> {
    const hearth = new HearthProcess();
    await hearth.start();
    return hearth;
  }

  /** Starts it, or starts it again on the port that it had. */
  async start(): Promise<void> {
    const args = [MAIN, 'serve', '--port', String(this.#port), '--data', this.#folder, '--json'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const said: string[] = [];
    child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
    const ended = once(child, 'exit').then(() => {
      throw new Error(`hearth serve ended: ${said.join('')}`);
    });
    const listening = once(createInterface({ input: child.stdout }), 'line');
    ended.catch(() => undefined);
    const [line] = (await Promise.race([listening, ended])) as [string];
    this.#port = (JSON.parse(line) as { port: number }).port;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Ends it as a crash does: nothing is said, nothing is finished. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it in good order. What it kept stays until `remove`. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
