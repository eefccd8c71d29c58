import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const CLI = fileURLToPath(new URL('../../../hosts/cli/main.js', import.meta.url));

describe('the output of the command line', () => {
  it('CM24 a reader that has gone is no failure, and nothing is said of it', async () => {
    const command = spawn(process.execPath, [CLI, '--help']);
    command.stdout.destroy();
    const said: string[] = [];
    command.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    const [code] = (await once(command, 'close')) as [number | null];
    expect([code, said.join('')]).to.deep.equal([0, '']);
  });
});
