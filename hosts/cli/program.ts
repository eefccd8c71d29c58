import { Command, CommanderError } from 'commander';
import { isChatError, type Refusal } from '../../core/vocabulary/errors.js';
import { serveCommand } from '../http/main.js';
import { EXIT_CODES, EXIT_DONE, EXIT_MEANINGS } from './exit-codes.js';
import type { Io } from './io.js';
import { printError } from './output.js';
import { doctorCommand } from './verbs/doctor.js';
import { documentsCommand } from './verbs/documents.js';
import { loadCommand } from './verbs/load.js';
import { postCommand } from './verbs/post.js';
import { roomCommand } from './verbs/room.js';
import { setupCommand } from './verbs/setup.js';
import { simulateCommand } from './verbs/simulate.js';
import { tailCommand } from './verbs/tail.js';
import { userCommand } from './verbs/user.js';

const EXIT_HELP = `
Exit codes:
${EXIT_MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}

Each verb says more with --help.`;

/**
 * Runs the command line and says how it ended.
 *
 * @param args - what stands after the name of the program.
 * @returns the exit code. It never throws for what a person can do wrong.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let exitCode = EXIT_DONE;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    const json = args.includes('--json');
    return failureCode(error, { io, json, verbs: verbsAt(program, args) });
  }
}

function buildProgram(io: Io, exit: (code: number) => void): Command {
  const program = new Command('hearth')
    .description('Hearth: a team chat on your own machine')
    .addHelpText('after', EXIT_HELP);
  const verbs = [
    serveCommand(),
    setupCommand(io),
    userCommand(io),
    roomCommand(io),
    postCommand(io),
    tailCommand(io),
    doctorCommand(io, exit),
    simulateCommand(exit),
    loadCommand(io, exit),
    documentsCommand(io, exit),
  ];
  for (const verb of verbs) program.addCommand(verb);
  return quietly(program, io);
}

/** Errors are thrown and written by {@link run}, here and in every verb below. */
function quietly(command: Command, io: Io): Command {
  command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: () => undefined,
  });
  for (const verb of command.commands) quietly(verb, io);
  return command;
}

interface Asked {
  readonly io: Io;
  readonly json: boolean;
  /** Which could have been named where one was missing. */
  readonly verbs: readonly string[];
}

function failureCode(error: unknown, to: Asked): number {
  // Help and version are not failures.
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT_DONE;
  const refusal = refusalOf(error, to.verbs);
  printError(to.io, refusal, to.json);
  if (refusal.code === 'internal' && error instanceof Error && error.stack !== undefined) {
    to.io.stderr.write(`${error.stack}\n`);
  }
  return EXIT_CODES[refusal.code];
}

function refusalOf(error: unknown, verbs: readonly string[]): Refusal {
  if (isChatError(error)) return { code: error.code, message: error.message };
  if (error instanceof CommanderError) {
    const isVerbMissing = error.message === '(outputHelp)';
    const message = isVerbMissing ? `Name a verb: ${verbs.join(', ')}.` : sentence(error.message);
    return { code: 'invalid_argument', message };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** What commander says, and what it guesses on a line below, as sentences. */
function sentence(said: string): string {
  const [first = '', ...guesses] = said.replace(/^error: /, '').split('\n');
  const ended = /[.?!]$/.test(first) ? first : `${first}.`;
  const guessed = guesses.map((guess) => guess.replace(/^\((.*)\)$/, '$1'));
  return [`${ended.charAt(0).toUpperCase()}${ended.slice(1)}`, ...guessed].join(' ');
}

/** The verbs below the last one that the words name. */
function verbsAt(program: Command, words: readonly string[]): readonly string[] {
  let at = program;
  for (const word of words) at = at.commands.find((one) => one.name() === word) ?? at;
  return at.commands.map((one) => one.name());
}
