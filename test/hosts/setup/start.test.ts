import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { PROJECT } from './clone.js';

const SECOND_START_MS_MAX = 5_000;
const POLL_MS = 50;

describe('npm start', () => {
  let data: string;
  let server: ChildProcess | undefined;

  before(() => (data = mkdtempSync(join(tmpdir(), 'hearth-start-'))));
  after(() => {
    server?.kill('SIGKILL');
    rmSync(data, { recursive: true });
  });

  it('SU6 a built clone answers /up within 5 s at PORT, and Ctrl-C stops it cleanly', async () => {
    const port = await freePort();
    const started = Date.now();
    server = spawn(process.execPath, [join(PROJECT, 'hosts/setup/start.mjs')], {
      env: { ...process.env, PORT: String(port), HEARTH_DATA: data },
      stdio: 'ignore',
    });
    while (!(await isUp(port))) {
      expect(Date.now() - started, 'ms until /up answers').to.be.below(SECOND_START_MS_MAX);
      await wait(POLL_MS);
    }
    server.kill('SIGINT');
    const [code, signal] = (await once(server, 'exit')) as [number | null, string | null];
    expect({ code, signal }).to.deep.equal({ code: 0, signal: null });
  });
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
