import type { Client } from '../../../core/client/client.js';
import type { ClientState } from '../../../core/client/state.js';
import type { ServerFrame, TypistFrame } from '../../../core/vocabulary/frames.js';
import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import { TYPING_PEOPLE_MAX } from '../../../core/vocabulary/typing.js';
import type { Broadcast } from '../../../ports/broadcast.js';
import type { TabName } from '../plan/plan.js';
import type { World } from './world.js';

/** Timers that are in time, and those that may be late: on average by a second at most. */
const PROMPT_MS = 50;
const LATE_MS = 20_000;
/** What was said last, however late it came, is over by then. */
const ENDED_MS = 10_000;

const UNCONFIRMED: ReadonlySet<string> = new Set(['queued', 'sending', 'unconfirmed']);

/** What is asked of a page. */
interface Page {
  readonly name: TabName;
  readonly state: ClientState | null;
  readonly isRunning: boolean;
}

/** Hands whom a page shows to type to the model, whenever it changes. @returns the listener. */
export function observeTyping(world: World, name: TabName, client: Client): () => void {
  const { typists } = world.model;
  let before: ClientState['typing'] = new Map();
  const cursors = new Map<RoomId, number | null>();
  return () => {
    const { typing, me } = client.state;
    for (const roomId of new Set([...before.keys(), ...typing.keys()])) {
      const cursor = client.positions.get(roomStream(roomId))?.seq ?? null;
      const shown = typing.get(roomId) ?? [];
      if (before.get(roomId) === shown && cursors.get(roomId) === cursor) continue;
      const moved = cursors.get(roomId) !== cursor;
      noteGoals(world, { was: before.get(roomId) ?? [], is: shown, moved });
      cursors.set(roomId, cursor);
      typists.shown({ client: name, userId: me?.id ?? null, roomId, typists: shown, cursor });
    }
    before = typing;
  };
}

/** A frame has come to a page. */
export function typistCame(world: World, page: Omit<Page, 'isRunning'>, frame: ServerFrame): void {
  world.model.typists.came(page.name, frame);
  if (frame.type !== 'typist' || frame.act === 'stop') return;
  const { messages = [] } = page.state?.rooms.get(frame.roomId)?.timeline ?? {};
  const isLate = messages.some(
    ({ authorId, seq }) => authorId === frame.person.id && seq > frame.fence,
  );
  if (isLate) world.goal('typing-after-its-message');
}

/**
 * What a process publishes and hears, with a look at it.
 *
 * @param place - where its connections are. @param isPressed - whether it gives anything up.
 */
export function watchedBroadcast(
  world: World,
  broadcast: Broadcast,
  { place, isPressed }: { readonly place: string; readonly isPressed: () => boolean },
): Broadcast {
  const { model, network } = world;
  const heard = (typist: TypistFrame, tell: () => void): void => {
    if (isPressed()) {
      tell();
      return;
    }
    const open = network
      .connections()
      .filter(({ id, live, socket }) => {
        return live && socket.bufferedBytes() === 0 && model.doors.placeOf(id) === place;
      })
      .map(({ id }) => id);
    model.hearers.heard(typist, new Set(open), tell);
  };
  return {
    publish: (signal) => {
      if (signal.kind === 'typing') world.model.starts.published(signal.typist);
      broadcast.publish(signal);
    },
    subscribe: (listener) =>
      broadcast.subscribe((signal) => {
        const tell = (): void => {
          listener(signal);
        };
        if (signal.kind === 'typing') heard(signal.typist, tell);
        else tell();
      }),
  };
}

/** Looks after each event whether what is to be over is. */
export function lookAtTyping(world: World, tabs: ReadonlyMap<string, Page>): void {
  world.model.starts.look();
  world.model.typists.look({
    isRunning: (name) => tabs.get(name)?.isRunning === true,
    timersMs: world.config.faults.C4.on ? LATE_MS : PROMPT_MS,
  });
  world.model.keystrokes.look((name, roomId) => {
    const tab = tabs.get(name);
    const isPrompt = tab?.isRunning === true && !world.config.faults.C4.on;
    return isPrompt && maySayTyping(world, tab, roomId);
  });
}

/** Whether a page may say that its person types in a room. */
export function maySayTyping({ model }: World, { name, state }: Page, roomId: RoomId): boolean {
  if (state?.connection.phase !== 'online' || model.ways.of(name).leaveByMs !== null) return false;
  const isLive = state.rooms.get(roomId)?.status.kind === 'live';
  const isSmall = (state.account?.peopleCount ?? Infinity) <= TYPING_PEOPLE_MAX;
  const isConfirmed = state.outbox.every((entry) => {
    return entry.roomId !== roomId || !UNCONFIRMED.has(entry.state.kind);
  });
  return isLive && isSmall && isConfirmed;
}

/** Nobody types any more: what pages still show of it ends by itself. @param run - goes on. */
export function endTyping(world: World, pages: readonly Page[], run: () => boolean): void {
  const endMs = world.kernel.nowUs / 1_000 + ENDED_MS;
  const isShown = () => pages.some(({ state }) => (state?.typing.size ?? 0) > 0);
  while (isShown() && world.kernel.nowUs / 1_000 < endMs) if (!run()) return;
  for (const { name } of pages) world.model.typists.checkQuiet(name);
}

type Shown = readonly { readonly userId: number; readonly until: number }[];

function noteGoals(
  world: World,
  { was, is, moved }: { readonly was: Shown; readonly is: Shown; readonly moved: boolean },
): void {
  if (is.length > 1) world.goal('two-people-type');
  const gone = was.filter(({ userId }) => !is.some((other) => other.userId === userId));
  const now = world.kernel.nowUs / 1_000;
  for (const { until } of gone) {
    if (moved) world.goal('typing-ended-by-message');
    else world.goal(until <= now ? 'typing-ended-by-time' : 'typing-ended-by-stop');
  }
}
