import type { Command } from 'commander';
import { ChatError } from '../../../core/vocabulary/errors.js';
import { askForPerson } from '../ask.js';
import type { Io } from '../io.js';
import { printJson, printLine } from '../output.js';
import { dataVerb, valueOf, withData, type DataOptions } from '../verb.js';

interface SetupOptions extends DataOptions {
  readonly name?: string;
  readonly email?: string;
}

/** `hearth setup`: the account, its administrator and its first room. */
export function setupCommand(io: Io): Command {
  return dataVerb('setup', 'make the account, its first administrator and its first room', [
    'hearth setup',
    'hearth setup --name "Ana Lima" --email ana@example.com < password.txt',
  ])
    .option('--name <name>', 'name of the administrator; asked for where absent')
    .option('--email <address>', 'email address of the administrator; asked for where absent')
    .action((options: SetupOptions) => setUp(io, options));
}

async function setUp(io: Io, options: SetupOptions): Promise<void> {
  await withData(
    io,
    { data: options.data, whereMissing: 'create' },
    async ({ people, sessions }) => {
      const account = await people.account();
      // Said before anybody types a password in vain.
      if (account.status === 'ready') throw new ChatError('conflict', 'Hearth is already set up.');
      const { name, email, password } = await askForPerson(io, options);
      const from = { address: 'command line', userAgent: null };
      const { person, caller } = valueOf(await people.firstRun({ name, email, password, ...from }));
      const joinCode = valueOf(await people.joinCode(caller));
      // Nobody holds this session's token.
      valueOf(await sessions.signOut(caller));
      if (options.json) printJson(io, { person, joinPath: `/join/${joinCode}` });
      else printLine(io, `${person.name} is the administrator. Others join at /join/${joinCode}.`);
    },
  );
}
