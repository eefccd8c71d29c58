import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { ChatError } from '../../core/vocabulary/errors.js';
import type { Io } from './io.js';

/**
 * A value from its flag, or from the person at the terminal.
 *
 * @throws ChatError `invalid_argument` where there is neither.
 */
export async function askFor(
  io: Io,
  question: { readonly given: string | undefined; readonly label: string; readonly flag: string },
): Promise<string> {
  if (question.given !== undefined) return question.given;
  if (io.stdin.isTTY !== true) {
    throw new ChatError(
      'invalid_argument',
      `Give the ${question.label.toLowerCase()} with ${question.flag}.`,
    );
  }
  return readLine(io, { prompt: `${question.label}: `, isSecret: false });
}

/**
 * A password: from HEARTH_PASSWORD, from a person who types it unseen, or from the first line of
 * the input.
 * Never from a flag, which other users of the machine can read.
 */
export async function askForPassword(io: Io): Promise<string> {
  const given = io.env['HEARTH_PASSWORD'];
  if (given !== undefined && given !== '') return given;
  const isSecret = io.stdin.isTTY === true;
  const password = await readLine(io, { prompt: isSecret ? 'Password: ' : '', isSecret });
  if (password !== '') return password;
  throw new ChatError('invalid_argument', 'Give the password in HEARTH_PASSWORD or on the input.');
}

/** Who a person is: name, address and password, each asked for where no flag gives it. */
export async function askForPerson(
  io: Io,
  given: { readonly name?: string; readonly email?: string },
): Promise<{ readonly name: string; readonly email: string; readonly password: string }> {
  const name = await askFor(io, { given: given.name, label: 'Name', flag: '--name' });
  const email = await askFor(io, { given: given.email, label: 'Email address', flag: '--email' });
  return { name, email, password: await askForPassword(io) };
}

async function readLine(
  io: Io,
  { prompt, isSecret }: { readonly prompt: string; readonly isSecret: boolean },
): Promise<string> {
  io.stderr.write(prompt);
  const output = isSecret ? unseen() : io.stderr;
  const lines = createInterface({ input: io.stdin, output, terminal: isSecret });
  try {
    return await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => {
        resolve('');
      });
    });
  } finally {
    lines.close();
    if (isSecret) io.stderr.write('\n');
  }
}

/** Where the echo of a password goes. */
function unseen(): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
}
