import { Command } from 'commander';
import { hex } from '../../../core/vocabulary/hex.js';
import type { CommandKey } from '../../../core/vocabulary/ids.js';
import type { Io } from '../io.js';
import { NOTHING_YET, printJson, printLine, printTable } from '../output.js';
import { callerByEmail } from '../person.js';
import { allRooms } from '../room.js';
import { dataVerb, valueOf, withData, type DataOptions } from '../verb.js';

interface CreateOptions extends DataOptions {
  readonly as: string;
}

/** Bytes of a drawn key: two never meet. */
const KEY_BYTES = 16;

/** `hearth room create` and `hearth room list`. */
export function roomCommand(io: Io): Command {
  return new Command('room')
    .description('the rooms of the account')
    .addCommand(createCommand(io))
    .addCommand(listCommand(io));
}

function createCommand(io: Io): Command {
  return dataVerb('create', 'open a room that everyone is a member of', [
    'hearth room create "Design" --as ana@example.com',
  ])
    .argument('<name>', 'name of the room')
    .requiredOption('--as <email>', 'whose room it is')
    .action((name: string, options: CreateOptions) =>
      withData(io, options, async ({ store, rooms, random }) => {
        const caller = await callerByEmail(store, options.as);
        const key = hex(random.bytes(KEY_BYTES)) as CommandKey;
        const { roomId } = valueOf(
          await rooms.create(caller, { name: 'createRoom', key, roomName: name }),
        );
        if (options.json) printJson(io, { id: roomId, name: name.trim() });
        else printLine(io, `${name.trim()} is room ${roomId}.`);
      }),
    );
}

function listCommand(io: Io): Command {
  return dataVerb('list', 'list the rooms', ['hearth room list', 'hearth room list --json']).action(
    (options: DataOptions) =>
      withData(io, options, async ({ store }) => {
        const rows: (readonly (string | number)[])[] = [];
        for await (const { room, members, head } of allRooms(store)) {
          const { id, name, kind } = room;
          if (options.json) printJson(io, { id, name, kind, members, head });
          else rows.push([id, name, kind, members, head]);
        }
        if (options.json) return;
        if (rows.length === 0) printLine(io, NOTHING_YET);
        else printTable(io, ['id', 'name', 'kind', 'members', 'events'], rows);
      }),
  );
}
