import type { Replica } from './replica.js';
import type { ClientState } from './state.js';

/** The part of a replica that views show. `last` is given back where nothing of it has changed. */
export function viewOf(replica: Replica, last: ClientState | null): ClientState {
  const { connection, me, account, people, readings, knowsReadings, rooms } = replica;
  const { typing, outbox, outboxDurable, drafts, presence } = replica;
  const isSame =
    connection === last?.connection &&
    me === last.me &&
    account === last.account &&
    people === last.people &&
    readings === last.readings &&
    knowsReadings === last.knowsReadings &&
    rooms === last.rooms &&
    typing === last.typing &&
    outbox === last.outbox &&
    outboxDurable === last.outboxDurable &&
    drafts === last.drafts &&
    presence === last.presence;
  if (isSame) return last;
  return {
    connection,
    me,
    account,
    people,
    readings,
    knowsReadings,
    rooms,
    typing,
    outbox,
    outboxDurable,
    drafts,
    presence,
  };
}
