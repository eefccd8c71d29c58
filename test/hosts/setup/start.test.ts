import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { PROJECT } from './clone.js';

const START_CPU_MS_MAX = 5_000;
/** A start that takes longer hangs, however busy the machine is. */
const PATIENCE_MS = 120_000;
const POLL_MS = 50;
/** Ends what a process says with the milliseconds of CPU that it took. */
const CPU_TOLD = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    writeSync(2, String(Math.round((user + system) / 1000)));
  });
`)}`;

describe('npm start', () => {
  let data: string;
  let server: ChildProcess | undefined;

  before(() => (data = mkdtempSync(join(tmpdir(), 'hearth-start-'))));
  after(() => {
    server?.kill('SIGKILL');
    rmSync(data, { recursive: true });
  });

  it('SU6 a built clone answers /up at PORT without building anything, within 5 s of CPU, and Ctrl-C stops it cleanly', async () => {
    const port = await freePort();
    const args = ['--import', CPU_TOLD, join(PROJECT, 'hosts/setup/start.mjs')];
    const env = { ...process.env, PORT: String(port), HEARTH_DATA: data };
    server = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    server.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    const closed = once(server, 'close') as Promise<[number | null, string | null]>;
    while (!(await isUp(port))) {
      expect(server.exitCode, said).to.equal(null);
      await wait(POLL_MS);
    }
    server.kill('SIGINT');
    const [code, signal] = await closed;
    expect({ code, signal }).to.deep.equal({ code: 0, signal: null });
    const [started, cpuMs] = said.split('\n');
    expect(started).to.equal('hearth: Starting the server (hearth serve).');
    expect(Number(cpuMs), said).to.be.within(1, START_CPU_MS_MAX);
  }).timeout(PATIENCE_MS);
});

async function isUp(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/up`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
