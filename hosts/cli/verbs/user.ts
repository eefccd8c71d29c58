import { Command, Option } from 'commander';
import { PEOPLE_LISTED_MAX } from '../../../core/people/people.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import { ROLES, type Role } from '../../../core/vocabulary/people.js';
import type { PersonRecord } from '../../../ports/store.js';
import { askForPerson } from '../ask.js';
import type { Io } from '../io.js';
import { NOTHING_YET, printJson, printLine, printTable } from '../output.js';
import { dataVerb, valueOf, withData, type DataOptions } from '../verb.js';

interface AddOptions extends DataOptions {
  readonly name?: string;
  readonly email?: string;
  readonly role: Role;
}

/** `hearth user add` and `hearth user list`. */
export function userCommand(io: Io): Command {
  return new Command('user')
    .description('the people of the account')
    .addCommand(addCommand(io))
    .addCommand(listCommand(io));
}

function addCommand(io: Io): Command {
  return dataVerb('add', 'add a person', [
    'hearth user add --name "Bo Ek" --email bo@example.com < password.txt',
    'HEARTH_PASSWORD=... hearth user add --name "Bo Ek" --email bo@example.com',
  ])
    .option('--name <name>', 'name; asked for where absent')
    .option('--email <address>', 'email address; asked for where absent')
    .addOption(
      new Option('--role <role>', 'what the person may do').choices(ROLES).default('member'),
    )
    .action((options: AddOptions) =>
      withData(io, options, async ({ people }) => {
        const { name, email, password } = await askForPerson(io, options);
        const person = valueOf(await people.add({ name, email, password, role: options.role }));
        if (options.json) printJson(io, person);
        else printLine(io, `${person.name} is ${person.id}, ${person.role}.`);
      }),
    );
}

function listCommand(io: Io): Command {
  return dataVerb('list', 'list the people, oldest first', [
    'hearth user list',
    'hearth user list --json',
  ]).action((options: DataOptions) =>
    withData(io, options, async ({ people }) => {
      const rows: (readonly (string | number)[])[] = [];
      for await (const { id, name, email, role } of everyone((after) =>
        people.list(after, PEOPLE_LISTED_MAX),
      )) {
        if (options.json) printJson(io, { id, name, email, role });
        else rows.push([id, name, email, role]);
      }
      if (options.json) return;
      if (rows.length === 0) printLine(io, NOTHING_YET);
      else printTable(io, ['id', 'name', 'email', 'role'], rows);
    }),
  );
}

async function* everyone(
  page: (after: UserId | null) => Promise<readonly PersonRecord[]>,
): AsyncGenerator<PersonRecord> {
  let people = await page(null);
  while (people.length > 0) {
    yield* people;
    people = await page(people.at(-1)?.id ?? null);
  }
}
