import type { Client } from '../../../core/client/client.js';
import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { ShownWhole } from '../model/wholes.js';
import type { Tab } from './tab.js';

/** Everything that a page shows of the account, its open rooms and who is in them. */
export function wholeOf({ client, rooms: open }: Tab): ShownWhole | null {
  if (client === null) return null;
  const { account, people, me } = client.state;
  // What was asked for and is not there is asked for by that page alone.
  const shown = [...client.state.rooms].filter(([id]) => open.has(id));
  const rooms = shown.filter(([, { room }]) => room !== null);
  return {
    parts: new Map([
      ['account', JSON.stringify(account)],
      ['me', JSON.stringify(me)],
      ...rooms.map(([id, { room }]) => [`room:${String(id)}`, JSON.stringify(room)] as const),
    ]),
    rooms: new Map(
      rooms.map(([id, { timeline }]) => {
        const live = timeline.messages.filter((one): one is LiveMessage => one.state === 'live');
        return [id, live.map((message) => textOf(message, people))] as const;
      }),
    ),
    behind: new Set(rooms.filter(([, { timeline }]) => timeline.newerExist).map(([id]) => id)),
  };
}

/** A message, and what is known of its author. */
function textOf(message: LiveMessage, people: Client['state']['people']): string {
  const { id, seq, revision, body, at, authorId } = message;
  return JSON.stringify([id, seq, revision, body, at, people.get(authorId) ?? authorId]);
}
