import type { Client } from '../../../core/client/client.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { BODY_BYTES_MAX, ROOM_NAME_CHARACTERS_MAX } from '../../../core/vocabulary/limits.js';
import type { Unfit } from '../plan/plan.js';
import type { Tab } from './tab.js';

/** A room that no run ever has. */
const UNKNOWN_ROOM = 999_999 as RoomId;

/** The room that the first run makes. */
export const FIRST_ROOM_ID = 1 as RoomId;

/** Does something that must be refused and change nothing. */
export function tryUnfit(attempt: {
  readonly tab: Tab;
  readonly client: Client;
  readonly what: Unfit;
  readonly joinCode: string | null;
}): void {
  const { tab, client, what } = attempt;
  const code = attempt.joinCode ?? 'nobody-knows-it';
  const { name, email: email_address, password } = tab.profile.person;
  const join = (at: string, user: object): void => {
    unheard(tab.request({ method: 'POST', path: `/join/${at}`, body: { user } }));
  };
  switch (what) {
    case 'blankBody':
      unheard(client.post(FIRST_ROOM_ID, ' \n '));
      return;
    case 'largeBody':
      unheard(client.post(FIRST_ROOM_ID, 'x'.repeat(BODY_BYTES_MAX + 1)));
      return;
    case 'unknownRoom':
      unheard(client.post(UNKNOWN_ROOM, 'to nobody'));
      tab.tryRoom(UNKNOWN_ROOM);
      return;
    case 'blankRoomName':
      unheard(client.createRoom('  '));
      return;
    case 'longRoomName':
      unheard(client.createRoom('x'.repeat(ROOM_NAME_CHARACTERS_MAX + 1)));
      return;
    case 'wrongPassword': {
      const body = { email_address, password: 'not the password' };
      unheard(tab.request({ method: 'POST', path: '/session', body }));
      return;
    }
    case 'wrongCode':
      join('wrong-code-here', { name, email_address: `new.${email_address}`, password });
      return;
    case 'shortPassword':
      join(code, { name, email_address: `new.${email_address}`, password: 'short' });
      return;
    case 'takenEmail':
      join(code, { name, email_address, password });
      return;
  }
}

/** A person who does not wait for the outcome. What fails is seen by the model, not here. */
export function unheard(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
