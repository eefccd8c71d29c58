import { Command } from 'commander';
import { expect } from 'chai';
import { settingOptions, type Settings } from '../../../hosts/http/settings.js';

function parse(args: readonly string[], env: Readonly<Record<string, string>> = {}): Settings {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
    for (const option of settingOptions()) command.addOption(option);
    return command.parse(args, { from: 'user' }).opts<Settings>();
  } finally {
    process.env = before;
  }
}

describe('settings', () => {
  it('CM20 every setting has a flag, an environment variable and a line in the help', () => {
    const command = new Command('serve');
    for (const option of settingOptions()) {
      expect(option.long, option.flags).to.match(/^--[a-z-]+$/);
      expect(option.envVar, option.flags).to.match(/^(PORT|HEARTH_[A-Z_]+)$/);
      command.addOption(option);
    }
    const help = command.helpInformation().replace(/\s+/g, ' ');
    for (const option of settingOptions()) {
      expect(help).to.include(`${option.flags} `);
      expect(help).to.include(`env: ${option.envVar ?? ''})`);
    }
    // One for each setting, and none for --help.
    expect(help.match(/default:/g)).to.have.lengthOf(settingOptions().length);
  });

  it('CM21 a flag goes before the environment, which goes before the default', () => {
    expect(parse([]).port).to.equal(3_000);
    expect(parse([], { PORT: '4000', HEARTH_DATA: '/srv' })).to.include({
      port: 4_000,
      data: '/srv',
    });
    expect(parse(['--port', '5000'], { PORT: '4000' }).port).to.equal(5_000);
  });

  it('CM22 a value that cannot be is refused with what can', () => {
    const wrong = [
      ['--port', '70000'],
      ['--port', 'x'],
      ['--origin', 'chat.example.com'],
      ['--origin', 'https://chat.example.com/path'],
      ['--log-level', 'loud'],
      ['--readers', '0'],
      ['--trust-proxy=maybe'],
    ];
    for (const args of wrong) expect(() => parse(args), args.join(' ')).to.throw(/It is|Allowed/);
    expect(() => parse([], { PORT: 'x' })).to.throw(/whole number from 0 to 65535/);
  });

  it('CM23 origins are one or several, and a proxy is trusted only when it is said', () => {
    expect(parse([])).to.deep.include({ origin: [], trustProxy: 'no' });
    const origin = ['https://chat.example.com', 'http://localhost:3000'];
    const { origin: read } = parse([
      '--origin',
      'https://chat.example.com/, http://localhost:3000',
    ]);
    expect(read).to.deep.equal(origin);
    expect(parse(['--trust-proxy']).trustProxy).to.equal('yes');
    expect(parse([], { HEARTH_TRUST_PROXY: 'no' }).trustProxy).to.equal('no');
    expect(parse([], { HEARTH_TRUST_PROXY: 'yes' }).trustProxy).to.equal('yes');
  });
});
