import type { Replica } from './replica.js';
import type { ClientState } from './state.js';

/** The part of a replica that views show. `last` is given back where nothing of it has changed. */
export function viewOf(replica: Replica, last: ClientState | null): ClientState {
  const { connection, me, account, people, rooms, outbox, outboxDurable, drafts } = replica;
  const view = { connection, me, account, people, rooms, outbox, outboxDurable, drafts };
  const isSame =
    last !== null &&
    (Object.keys(view) as (keyof ClientState)[]).every((part) => view[part] === last[part]);
  return isSame ? last : view;
}
