import { assertNever } from '../vocabulary/assert.js';
import type { CommandKey } from '../vocabulary/ids.js';
import { execute } from './commands.js';
import type { Act } from './inputs.js';
import { readingOf } from './readings.js';
import type { Turn } from './turn.js';

type Order = Extract<Act, { readonly key: CommandKey }>;

/** What a person tells the server to do: sent until it has an outcome. */
export function onOrder(turn: Turn, act: Order): void {
  switch (act.type) {
    case 'edit': {
      const { key, messageId, revision, body } = act;
      execute(turn, key, { name: 'edit', key, target: { messageId }, revision, body });
      break;
    }
    case 'remove': {
      const { key, messageId } = act;
      execute(turn, key, { name: 'delete', key, target: { messageId } });
      break;
    }
    case 'createRoom': {
      const { key, name } = act;
      execute(turn, key, { name: 'createRoom', key, roomName: name });
      break;
    }
    case 'read': {
      const { key, roomId, seq } = act;
      const { generation } = readingOf(turn.state, roomId).read;
      execute(turn, key, { name: 'read', roomId, read: { generation, seq } });
      break;
    }
    case 'markUnread': {
      const { key, roomId, from } = act;
      execute(turn, key, { name: 'markUnread', key, roomId, from });
      break;
    }
    case 'involve': {
      const { key, roomId, involvement } = act;
      execute(turn, key, { name: 'involve', key, roomId, involvement });
      break;
    }
    default:
      assertNever(act);
  }
}
