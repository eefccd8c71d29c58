import type {
  ClientMessageId,
  MessageId,
  RoomId,
  SessionId,
  StreamName,
  UserId,
} from '../../../core/vocabulary/ids.js';
import { roomStream } from '../../../core/vocabulary/ids.js';
import type { ChainDigest, Sequence } from '../../../core/vocabulary/position.js';
import type { NewEvent, Store, Tx } from '../../../ports/store.js';

/** A store to be tested, new and empty. */
export interface StoreUnderTest {
  readonly store: Store;
  /** The most units that may wait in it. */
  readonly queuedUnitsMax: number;
  /** Leaves no room for another page of data; what it returns frees the disk again. */
  fillDisk(): () => void;
  /** Closes the store, if it still is open, and forgets its data. */
  dispose(): Promise<void>;
}

export type StoreSetup = () => Promise<StoreUnderTest>;

/** Where and by whom something is posted. */
export type Place = Pick<World, 'ada' | 'room' | 'stream'>;

/** A store with two people in a room. */
export interface World extends StoreUnderTest {
  readonly ada: UserId;
  readonly ben: UserId;
  readonly session: SessionId;
  readonly room: RoomId;
  readonly stream: StreamName;
}

export const REPORT = { afterUnknownCommit: 'report' } as const;

/** Opens a store for one test and disposes of it afterwards. */
export function inWorld(setup: StoreSetup, test: (world: World) => Promise<void>) {
  return async (): Promise<void> => {
    const opened = await setup();
    try {
      await test({ ...opened, ...(await seedWorld(opened)) });
    } finally {
      await opened.dispose();
    }
  };
}

type Seeds = Pick<World, 'ada' | 'ben' | 'session' | 'room' | 'stream'>;

/** Puts two people and their room into a new store. */
export function seedWorld({ store }: { readonly store: Store }): Promise<Seeds> {
  return store.write(settle, REPORT);
}

async function settle(tx: Tx): Promise<Seeds> {
  const ada = await tx.insertPerson(person('Ada', 'ada@example.org'));
  const ben = await tx.insertPerson(person('Ben', 'ben@example.org'));
  const session = await tx.insertSession({
    userId: ada,
    tokenHash: 'hash of a token',
    createdAt: 1_000,
    expiresAt: 9_000,
    address: '192.0.2.1',
    userAgent: 'Test',
  });
  const room = await tx.insertRoom({
    name: 'Hall',
    creatorId: ada,
    createdAt: 1_000,
    changedAt: 1,
  });
  await tx.admitEveryone(room, 1_000);
  const stream = roomStream(room);
  await tx.append(plainEvent(stream, 1));
  return { ada, ben, session, room, stream };
}

export function person(name: string, email: string): Parameters<Tx['insertPerson']>[0] {
  return { name, email, passwordHash: null, role: 'member', createdAt: 1_000 };
}

/** A digest that a test can tell from others. Stores compare digests and never compute one. */
export function digest(seed: number): ChainDigest {
  return seed.toString(16).padStart(64, '0');
}

/** An event without content. */
export function plainEvent(stream: StreamName, seq: Sequence, at = 1_000 + seq): NewEvent {
  return {
    stream,
    seq,
    at,
    actor: null,
    kind: 'room.renamed',
    data: `{"name":"${String(seq)}"}`,
    digest: digest(seq),
    content: null,
  };
}

/** Appends the next event of a stream. */
export async function appendNext(tx: Tx, stream: StreamName): Promise<Sequence> {
  const { seq } = await tx.head(stream);
  await tx.append(plainEvent(stream, seq + 1));
  return seq + 1;
}

export function key(text: string): ClientMessageId {
  return text as ClientMessageId;
}

/** Stores a message with its event, as posting does. */
export async function post(
  tx: Tx,
  world: Place,
  draft: string | { readonly body: string; readonly name: string },
): Promise<MessageId> {
  const { body, name } = typeof draft === 'string' ? { body: draft, name: draft } : draft;
  const { seq: head } = await tx.head(world.stream);
  const seq = head + 1;
  const at = 1_000 + seq;
  const id = await tx.insertMessage({
    roomId: world.room,
    authorId: world.ada,
    clientMessageId: key(name),
    requestHash: `request ${name}`,
    seq,
    at,
    body,
    salt: salt(seq),
  });
  await tx.append({
    ...plainEvent(world.stream, seq),
    actor: world.ada,
    kind: 'message.posted',
    data: JSON.stringify({ messageId: id }),
    content: { messageId: id, revision: 1, hash: digest(1_000_000 + seq) },
  });
  return id;
}

export function salt(seed: number): string {
  return seed.toString(16).padStart(32, '0');
}

/** Posts each body in a unit of its own. */
export async function postAll(world: World, bodies: readonly string[]): Promise<MessageId[]> {
  const ids: MessageId[] = [];
  for (const body of bodies) {
    ids.push(await world.store.write((tx) => post(tx, world, body), REPORT));
  }
  return ids;
}

/** Replaces a message's body and appends the event of it. */
export async function revise(
  tx: Tx,
  world: Place,
  { id, body }: { readonly id: MessageId; readonly body: string },
): Promise<void> {
  const record = await tx.message(id);
  const revision = (record?.message.revision ?? 0) + 1;
  const seq = (await tx.head(world.stream)).seq + 1;
  await tx.reviseMessage(id, { body, salt: salt(seq), changedAt: seq });
  await tx.append({
    ...plainEvent(world.stream, seq),
    kind: 'message.edited',
    content: { messageId: id, revision, hash: digest(1_000_000 + seq) },
  });
}

/** Buries a message and appends the event of it. */
export async function bury(tx: Tx, world: Place, id: MessageId): Promise<void> {
  const seq = await appendNext(tx, world.stream);
  await tx.buryMessage(id, seq);
}

/** Bodies of the newest live messages of the world's room, oldest first. */
export function bodies(world: World): Promise<readonly string[]> {
  return world.store.read(async (snapshot) => {
    const { messages } = await snapshot.page(world.room, { at: 'newest' }, 40);
    return messages.flatMap((message) => (message.state === 'live' ? [message.body] : []));
  });
}

/** A promise and what settles it. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** How a promise ended, for lists of every answer that every caller got. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    (error: unknown) => {
      const { code, message } = error as { readonly code?: string; readonly message: string };
      return code === undefined ? message : `${code}!`;
    },
  );
}
