import { InvalidArgumentError, Option, type Command } from 'commander';
import { PAGE_MESSAGES_MAX } from '../../../core/vocabulary/limits.js';
import type { Io } from '../io.js';
import { printJson, printLine } from '../output.js';
import { findRoom } from '../room.js';
import { followRoom, type FollowedEvent, type FollowedStart } from '../tail/follow-room.js';
import { eventJson, eventLine, messageLine } from '../tail/lines.js';
import { dataVerb, withData, type DataOptions } from '../verb.js';

const LINES_DEFAULT = 10;

interface TailOptions extends DataOptions {
  readonly lines: number;
}

/** `hearth tail`: follows a room in the terminal. */
export function tailCommand(io: Io): Command {
  return dataVerb('tail', 'follow a room, beside a running server or without one', [
    'hearth tail "All Talk"',
    'hearth tail 1 --lines 0 --json',
  ])
    .argument('<room>', 'id or name of the room')
    .addOption(
      new Option('--lines <number>', `messages to begin with, at most ${PAGE_MESSAGES_MAX}`)
        .default(LINES_DEFAULT)
        .argParser(readLines),
    )
    .addHelpText('after', '\nIt ends on SIGINT (Ctrl-C) and exits with 0.')
    .action((room: string, options: TailOptions) => tail(io, room, options));
}

async function tail(io: Io, idOrName: string, options: TailOptions): Promise<void> {
  const ending = new AbortController();
  const release = io.onInterrupt(() => {
    ending.abort();
  });
  try {
    await withData(io, options, async ({ store, clock }) => {
      const { id: roomId } = await findRoom(store, idOrName);
      const { lines } = options;
      for await (const one of followRoom({ store, clock, roomId, lines, signal: ending.signal })) {
        if ('event' in one) printEvent(io, one, options.json);
        else printStart(io, one, options.json);
      }
    });
  } finally {
    release();
  }
}

function printStart(io: Io, { messages }: FollowedStart, json: boolean): void {
  for (const { message, author } of messages) {
    if (json) printJson(io, { kind: 'message', message, authorName: author });
    else printLine(io, messageLine(message, author));
  }
}

function printEvent(io: Io, followed: FollowedEvent, json: boolean): void {
  if (json) {
    printJson(io, eventJson(followed));
    return;
  }
  const line = eventLine(followed);
  if (line !== null) printLine(io, line);
}

function readLines(text: string): number {
  const lines = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (lines <= PAGE_MESSAGES_MAX) return lines;
  throw new InvalidArgumentError(`It is a whole number from 0 to ${PAGE_MESSAGES_MAX}.`);
}
