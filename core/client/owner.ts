import type { Person } from '../vocabulary/people.js';
import { endCommands } from './commands.js';
import { flushDrafts } from './drafts.js';
import { dropOutbox } from './outbox.js';
import { learnPeople } from './people.js';
import { NOT_FOLLOWED, NOTHING_TYPED } from './replica.js';
import { emptiedRooms } from './rooms.js';
import type { Turn } from './turn.js';

/**
 * Takes in whose connection it is.
 *
 * Nothing passes to another person: what is known, unsent and begun of the one before is dropped
 * from memory; what the device keeps of them waits for them.
 */
export function becomeOwner(turn: Turn, me: Person): void {
  const { owner } = turn.state;
  if (owner !== null && owner !== me.id) forgetPerson(turn);
  turn.update({ owner: me.id, me });
  learnPeople(turn, [me]);
}

function forgetPerson(turn: Turn): void {
  flushDrafts(turn);
  dropOutbox(turn);
  endCommands(turn, 'unavailable', 'Someone else has signed in.');
  turn.update({
    people: new Map(),
    account: null,
    accountFollow: NOT_FOLLOWED,
    userFollow: NOT_FOLLOWED,
    held: new Map(),
    readings: new Map(),
    knowsReadings: false,
    rooms: emptiedRooms(turn),
    typing: new Map(),
    ownTyping: NOTHING_TYPED,
    presence: new Map(),
    presenceLink: { ...turn.state.presenceLink, until: new Map() },
  });
}
