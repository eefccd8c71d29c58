import type { Command } from 'commander';
import { ChatError } from '../../../core/vocabulary/errors.js';
import { hex } from '../../../core/vocabulary/hex.js';
import { CLIENT_KEY_PATTERN, type ClientMessageId } from '../../../core/vocabulary/ids.js';
import { BODY_BYTES_MAX } from '../../../core/vocabulary/limits.js';
import type { Io } from '../io.js';
import { printJson, printLine } from '../output.js';
import { callerByEmail } from '../person.js';
import { findRoom } from '../room.js';
import { dataVerb, valueOf, withData, type DataOptions } from '../verb.js';

interface PostOptions extends DataOptions {
  readonly as: string;
  readonly room: string;
  readonly key?: string;
}

const KEY_BYTES = 16;

/** `hearth post`: a message as a person. */
export function postCommand(io: Io): Command {
  return dataVerb('post', 'post a message as a person', [
    'hearth post --as ana@example.com --room "All Talk" "The backup is done."',
    'date | hearth post --as ana@example.com --room 1 -',
    'hearth post --as ana@example.com --room 1 --key nightly-2031-05-06 "Said once."',
  ])
    .argument('<text>', 'what to say; - reads it from the input')
    .requiredOption('--as <email>', 'who says it')
    .requiredOption('--room <room>', 'id or name of the room')
    .option('--key <key>', 'repeating a post with its key says it once')
    .action((text: string, options: PostOptions) => post(io, text, options));
}

async function post(io: Io, text: string, options: PostOptions): Promise<void> {
  const { key } = options;
  if (key !== undefined && !CLIENT_KEY_PATTERN.test(key)) {
    throw new ChatError('invalid_argument', 'A key is 1 to 64 letters, digits, _ and -.');
  }
  const body = text === '-' ? await readInput(io) : text;
  await withData(io, options, async ({ store, messaging, random }) => {
    const caller = await callerByEmail(store, options.as);
    const { id: roomId } = await findRoom(store, options.room);
    const clientMessageId = (key ?? hex(random.bytes(KEY_BYTES))) as ClientMessageId;
    const posted = valueOf(
      await messaging.post(caller, { name: 'post', roomId, clientMessageId, body }),
    );
    if (options.json) printJson(io, posted);
    else
      printLine(
        io,
        posted.result === 'stored'
          ? `Posted as ${posted.messageId}.`
          : `It was posted before, as ${posted.messageId}.`,
      );
  });
}

/** All of the input, without its last line end. More than a message can hold is read no further. */
async function readInput(io: Io): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of io.stdin) {
    chunks.push(Buffer.from(chunk as Buffer));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > BODY_BYTES_MAX + 1) break;
  }
  return Buffer.concat(chunks).toString('utf8').replace(/\n$/, '');
}
