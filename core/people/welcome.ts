import type { Digest } from '../../ports/digest.js';
import type { Tx } from '../../ports/store.js';
import { openRoom } from '../rooms/open-room.js';
import { appendEvent } from '../streams/append.js';
import { assert } from '../vocabulary/assert.js';
import type { UserId } from '../vocabulary/ids.js';
import type { Person, Role } from '../vocabulary/people.js';
import type { Instant } from '../vocabulary/time.js';

/** Names that a new account begins with. Both can be changed. */
const ACCOUNT_NAME = 'Hearth';
const FIRST_ROOM_NAME = 'All Talk';

/** A person about to be inserted: introduced, checked, with the password hashed. */
export interface Newcomer {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly at: Instant;
}

/** Inserts the account, its first administrator and its first room. */
export async function foundAccount(
  tx: Tx,
  digest: Digest,
  founding: { readonly newcomer: Newcomer; readonly joinCode: string },
): Promise<Person> {
  const { newcomer, joinCode } = founding;
  const { at } = newcomer;
  await tx.insertAccount({ name: ACCOUNT_NAME, joinCode, createdAt: at });
  const person = await insert(tx, newcomer);
  const actor = person.id;
  await appendEvent(tx, digest, {
    stream: 'account',
    at,
    actor,
    kind: 'account.created',
    data: { name: ACCOUNT_NAME },
    content: null,
  });
  await announce(tx, digest, { userId: actor, actor, at });
  await openRoom(tx, digest, { name: FIRST_ROOM_NAME, creatorId: actor, at });
  return person;
}

/** Inserts a person, as a member of every open room. `actor` null: an operator added them. */
export async function welcome(
  tx: Tx,
  digest: Digest,
  arrival: { readonly newcomer: Newcomer; readonly by: 'themselves' | 'operator' },
): Promise<Person> {
  const { newcomer, by } = arrival;
  const person = await insert(tx, newcomer);
  await tx.admitToOpenRooms(person.id, newcomer.at);
  const actor = by === 'themselves' ? person.id : null;
  await announce(tx, digest, { userId: person.id, actor, at: newcomer.at });
  return person;
}

async function insert(tx: Tx, newcomer: Newcomer): Promise<Person> {
  const { name, email, passwordHash, role, at } = newcomer;
  const id = await tx.insertPerson({ name, email, passwordHash, role, createdAt: at });
  assert(id > 0, 'a person has a positive id');
  return { id, name, role, version: 1 };
}

async function announce(
  tx: Tx,
  digest: Digest,
  joined: { readonly userId: UserId; readonly actor: UserId | null; readonly at: Instant },
): Promise<void> {
  const { userId, actor, at } = joined;
  await appendEvent(tx, digest, {
    stream: 'account',
    at,
    actor,
    kind: 'person.joined',
    data: { userId },
    content: null,
  });
}
