import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { hearth } from '../../command.js';
import { temporaryFolder } from '../../running.js';

const ANA = ['--name', 'Ana Lima', '--email', 'Ana@Example.com'];
const PASSWORD = { env: { HEARTH_PASSWORD: 'a long secret' } };

describe('setup, user and room', () => {
  let data: string;
  beforeEach(async () => {
    data = await temporaryFolder();
  });
  afterEach(() => rm(data, { recursive: true, force: true }));

  const setUp = () => hearth(['setup', '--data', data, ...ANA], PASSWORD);

  it('CM1 setup makes the account, its administrator and its first room', async () => {
    const { code, stdout } = await setUp();
    expect(code).to.equal(0);
    expect(stdout).to.match(/^Ana Lima is the administrator\. Others join at \/join\/.{14}\.\n$/);
    const rooms = await hearth(['room', 'list', '--data', data, '--json']);
    expect(JSON.parse(rooms.stdout)).to.include({
      id: 1,
      name: 'All Talk',
      kind: 'open',
      members: 1,
    });
  });

  it('CM1 setup leaves no session behind', async () => {
    await setUp();
    const { stdout } = await hearth(['user', 'list', '--data', data, '--json']);
    expect(JSON.parse(stdout)).to.deep.equal({
      id: 1,
      name: 'Ana Lima',
      email: 'ana@example.com',
      role: 'administrator',
    });
  });

  it('CM2 setup refuses a second time, before it asks for anything', async () => {
    await setUp();
    const again = await hearth(['setup', '--data', data]);
    expect(again.code).to.equal(3);
    expect(again.stderr).to.match(/^hearth: Hearth is already set up\. \(conflict\)\n {8}\S/);
  });

  it('CM3 a password comes from the environment or the input, and never from a flag', async () => {
    const fromInput = await hearth(['setup', '--data', data, ...ANA], { input: 'a long secret\n' });
    expect(fromInput.code).to.equal(0);
    const args = ['user', 'add', '--data', data, '--name', 'Bo', '--email', 'bo@example.com'];
    const none = await hearth(args);
    expect(none.code).to.equal(2);
    expect(none.stderr).to.include('HEARTH_PASSWORD');
    expect((await hearth([...args, '--password', 'x'], PASSWORD)).code).to.equal(2);
    const { stdout } = await hearth(['user', 'add', '--help']);
    expect(stdout).to.not.include('--password');
  });

  it('CM3 without a terminal, what is missing is named with its flag', async () => {
    const { code, stderr } = await hearth(['setup', '--data', data], PASSWORD);
    expect(code).to.equal(2);
    expect(stderr).to.include('--name');
  });

  it('CM4 user add makes a person of a role, and says what is wrong with one', async () => {
    await setUp();
    const add = (email: string, ...more: string[]) =>
      hearth(['user', 'add', '--data', data, '--name', 'Bo', '--email', email, ...more], PASSWORD);
    const added = await add('bo@example.com', '--role', 'administrator', '--json');
    expect(JSON.parse(added.stdout)).to.include({ id: 2, name: 'Bo', role: 'administrator' });
    const taken = await add('BO@example.com ');
    expect(taken).to.include({ code: 3, stdout: '' });
    expect(taken.stderr).to.include('(conflict)');
    expect((await add('nonsense')).stderr).to.include('(invalid_argument)');
    expect((await add('c@example.com', '--role', 'king')).code).to.equal(2);
  });

  it('CM4 user list shows everybody, aligned', async () => {
    await setUp();
    const bo = ['--name', 'Bo', '--email', 'bo@example.com'];
    await hearth(['user', 'add', '--data', data, ...bo], PASSWORD);
    const { stdout } = await hearth(['user', 'list', '--data', data]);
    expect(stdout).to.equal(
      'id  name      email            role\n' +
        ' 1  Ana Lima  ana@example.com  administrator\n' +
        ' 2  Bo        bo@example.com   member\n',
    );
  });

  it('CM5 room create opens a room for everyone', async () => {
    await setUp();
    const args = ['room', 'create', ' Design ', '--as', 'ana@example.com', '--data', data];
    const { code, stdout } = await hearth(args);
    expect(code).to.equal(0);
    expect(stdout).to.equal('Design is room 2.\n');
    const list = await hearth(['room', 'list', '--data', data]);
    expect(list.stdout.split('\n')[2]).to.match(/^ 2 {2}Design +open +1 +1$/);
    const nobody = await hearth(['room', 'create', 'X', '--as', 'no@example.com', '--data', data]);
    expect(nobody.code).to.equal(3);
    expect(nobody.stderr).to.include('(not_found)');
  });

  it('CM6 a folder without a Hearth is not_found, and nothing is made in it', async () => {
    const folder = join(data, 'nothing');
    const { code, stderr } = await hearth(['user', 'list', '--data', folder]);
    expect(code).to.equal(3);
    expect(stderr).to.include(`There is no Hearth in the folder ${folder}. (not_found)`);
    expect((await hearth(['user', 'list', '--data', folder])).code).to.equal(3);
  });
});
