import type { RunEvent } from '../../../core/vocabulary/events.js';
import {
  roomStream,
  type RoomId,
  type StreamName,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import type { Clock } from '../../../ports/clock.js';
import type { Store } from '../../../ports/store.js';

/** How often the log is asked for what other processes committed. */
const LOOK_MS = 200;

/** Changes, and events of a run, read at once. */
const CHANGES_AT_ONCE = 1_000;
const RUN_LIMITS = { events: 100, bytes: 1024 * 1024 };

/** One event with the names of those whom it concerns. */
export interface FollowedEvent {
  readonly event: RunEvent;
  /** Null where the server itself acted, or the person is not known. */
  readonly actor: string | null;
}

export interface FollowedStart {
  readonly messages: readonly { readonly message: LiveMessage; readonly author: string | null }[];
}

interface Following {
  readonly store: Store;
  readonly clock: Clock;
  readonly roomId: RoomId;
  /** Newest messages to begin with: 0 to PAGE_MESSAGES_MAX. */
  readonly lines: number;
  /** Ends the following. */
  readonly signal: AbortSignal;
}

/**
 * A room's newest messages, then its events as they are committed, by whichever process.
 *
 * Order is the room's own. Nothing between the start and the first event is left out.
 */
export async function* followRoom(
  following: Following,
): AsyncGenerator<FollowedStart | FollowedEvent> {
  const { store, roomId, lines } = following;
  const stream = roomStream(roomId);
  let token = await store.changeToken();
  const start = await readStart(store, roomId, lines);
  yield { messages: start.messages };
  let seq = start.seq;
  while (!following.signal.aborted) {
    const changes = await store.changesAfter(token, CHANGES_AT_ONCE);
    token = changes.token;
    const hasMoved = changes.restarted || changes.runs.some((run) => run.stream === stream);
    for (let more = hasMoved; more;) {
      const run = await readRun(store, stream, seq);
      yield* run.events;
      seq = run.seq;
      more = run.more;
    }
    if (changes.runs.length === 0) await pause(following.clock, following.signal);
  }
}

async function readStart(store: Store, roomId: RoomId, lines: number) {
  return store.read(async (snapshot) => {
    const { seq } = await snapshot.head(roomStream(roomId));
    const page = lines === 0 ? null : await snapshot.page(roomId, { at: 'newest' }, lines);
    const live = (page?.messages ?? []).filter((message) => message.state === 'live');
    const names = namesOf(
      await snapshot.people([...new Set(live.map(({ authorId }) => authorId))]),
    );
    const messages = live.map((message) => ({ message, author: names(message.authorId) }));
    return { seq, messages };
  });
}

async function readRun(store: Store, stream: StreamName, after: Sequence) {
  return store.read(async (snapshot) => {
    const { events, more } = await snapshot.eventsAfter(stream, after, RUN_LIMITS);
    const actors = events.flatMap(({ actor }) => (actor === null ? [] : [actor]));
    const names = namesOf(await snapshot.people([...new Set(actors)]));
    const followed = events.map((event) => ({ event, actor: names(event.actor) }));
    return { events: followed, seq: events.at(-1)?.seq ?? after, more };
  });
}

function namesOf(people: readonly { readonly id: UserId; readonly name: string }[]) {
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (id: UserId | null): string | null => (id === null ? null : (names.get(id) ?? null));
}

function pause(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(LOOK_MS, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
