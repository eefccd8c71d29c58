import type { UserId } from '../vocabulary/ids.js';
import type { Person } from '../vocabulary/people.js';
import { PEOPLE_MAX } from './limits.js';
import type { Replica } from './replica.js';
import type { Turn } from './turn.js';

/** Takes people in: of two records of a person the higher version is kept, whichever came first. */
export function learnPeople(turn: Turn, learned: readonly Person[]): void {
  const people = new Map(turn.state.people);
  let changed = false;
  for (const person of learned) {
    const known = people.get(person.id);
    if (known !== undefined && known.version >= person.version) continue;
    people.set(person.id, person);
    changed = true;
  }
  if (!changed) return;
  turn.update({
    people: people.size > PEOPLE_MAX ? onlyNamed(turn.state, people, learned) : people,
  });
  const me = turn.state.owner === null ? undefined : people.get(turn.state.owner);
  if (me !== undefined && me !== turn.state.me) turn.update({ me });
}

function onlyNamed(
  state: Replica,
  people: ReadonlyMap<UserId, Person>,
  learned: readonly Person[],
): ReadonlyMap<UserId, Person> {
  const named = new Set<UserId>(learned.map((person) => person.id));
  if (state.owner !== null) named.add(state.owner);
  for (const room of state.rooms.values()) {
    if (room.room !== null) named.add(room.room.creatorId);
    for (const message of room.timeline.messages) named.add(message.authorId);
  }
  return new Map([...people].filter(([id]) => named.has(id)));
}
