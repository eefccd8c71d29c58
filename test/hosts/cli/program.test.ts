import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ERRORS } from '../../../core/vocabulary/errors.js';
import { ADVICE } from '../../../hosts/cli/advice.js';
import { EXIT_CODES, EXIT_MEANINGS } from '../../../hosts/cli/exit-codes.js';
import { hearth, startProcess } from '../command.js';

const VERBS = [
  ['serve'],
  ['setup'],
  ['user', 'add'],
  ['user', 'list'],
  ['room', 'create'],
  ['room', 'list'],
  ['post'],
  ['tail'],
  ['doctor'],
  ['load'],
  ['documents'],
];

describe('the command line', () => {
  it('CM11 every verb shows examples with --help, and gives JSON on demand', async () => {
    for (const verb of VERBS) {
      const { code, stdout, stderr } = await hearth([...verb, '--help']);
      expect(code, verb.join(' ')).to.equal(0);
      expect(stderr).to.equal('');
      expect(stdout, verb.join(' ')).to.match(new RegExp(`Examples:\\n.*hearth ${verb.join(' ')}`));
      expect(stdout, verb.join(' ')).to.include('--json');
    }
  });

  it('CM12 the help and docs/cli.md list every verb and every exit code', async () => {
    const { stdout } = await hearth(['--help']);
    const page = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');
    for (const [code, meaning] of EXIT_MEANINGS) {
      expect(stdout).to.include(`  ${code}  ${meaning}`);
      expect(page).to.include(`| ${code} | ${meaning} |`);
    }
    for (const [verb = ''] of VERBS) {
      expect(stdout).to.match(new RegExp(`^ {2}${verb}\\b`, 'm'));
      expect(page).to.include(`## hearth ${verb}`);
    }
    const known = EXIT_MEANINGS.map(([code]) => code);
    for (const code of Object.values(EXIT_CODES)) expect(known).to.include(code);
  });

  it('CM13 every error has an exit code and says what to do', () => {
    expect(Object.keys(EXIT_CODES).sort()).to.deep.equal(Object.keys(ERRORS).sort());
    for (const advice of Object.values(ADVICE)) expect(advice).to.match(/^[A-Z].*\.$/);
  });

  it('CM13 an error stands on stderr, for people or as an object', async () => {
    const { code, stdout, stderr } = await hearth(['dance']);
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    expect(stderr).to.equal(
      "hearth: Unknown command 'dance'. (invalid_argument)\n" +
        '        See it with --help; hearth --help lists the verbs.\n',
    );
    const json = await hearth(['user', 'list', '--json', '--data', '/nowhere']);
    expect(JSON.parse(json.stderr)).to.deep.equal({
      error: {
        code: 'not_found',
        message: 'There is no Hearth in the folder /nowhere.',
        advice: ADVICE.not_found,
      },
    });
  });

  it('CM13 what is misspelt is said in a sentence, with what it may have been', async () => {
    const { stderr } = await hearth(['doctor', '--jso']);
    expect(stderr).to.include("Unknown option '--jso'. Did you mean --json? (invalid_argument)");
    const port = await hearth(['serve', '--port', 'abc']);
    expect(port.stderr).to.match(/Option '--port.*' argument 'abc' is invalid\. .*65535\. \(/);
  });

  it('CM17 simulate hands everything after it to the simulator, and ends with its exit code', async () => {
    const help = startProcess(['simulate', 'run', '--help']);
    const said: string[] = [];
    for await (const line of help.lines) said.push(line);
    expect((await help.ended()).how).to.equal(0);
    expect(said.join('\n')).to.include('hearth simulate run').and.include('--seed');
    const wrong = startProcess(['simulate', 'dance', '--json']);
    expect((await wrong.ended()).how).to.not.equal(0);
  });

  it('CM14 without a verb it shows its help and says that one is missing', async () => {
    const { code, stderr } = await hearth([]);
    expect(code).to.equal(2);
    expect(stderr).to.match(
      /^hearth: Name a verb: serve, setup, user, .*\. \(invalid_argument\)$/m,
    );
    const below = await hearth(['user']);
    expect(below.stderr).to.include('Name a verb: add, list. (invalid_argument)');
  });
});
