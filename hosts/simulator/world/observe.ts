import type { Client } from '../../../core/client/client.js';
import { timelineRows, type TimelineRow } from '../../../core/client/timeline-rows.js';
import type { RoomView, Timeline } from '../../../core/client/state.js';
import {
  roomOfStream,
  roomStream,
  userStream,
  type RoomId,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { RoomSummary } from '../../../core/vocabulary/rooms.js';
import type { TabName } from '../plan/plan.js';
import { observeTyping } from './typing-watch.js';
import type { World } from './world.js';

type Outbox = Client['state']['outbox'];

/** What a room's stretch and its lines were made of when they were last handed on. */
interface Seen {
  readonly timeline: RoomView['timeline'];
  readonly cursor: number | null;
  readonly outbox: Outbox;
  readonly me: UserId | undefined;
}

/** Hands what a client shows to the model, whenever it changes. @returns the listener. */
export function observe(
  world: World,
  name: TabName,
  { client, isOpen }: { readonly client: Client; readonly isOpen: (roomId: RoomId) => boolean },
): () => void {
  const { model } = world;
  const { views, outboxes, ownRows } = model;
  const shown = new Map<RoomId, Seen>();
  let followed: Client['positions'] = new Map();
  let remembered: Outbox = [];
  let account: number | null = null;
  const lookAtList = observeList(world, name, client);
  const lookAtDrafts = observeDrafts(world, name, client);
  const lookAtPeople = observePeople(world, name, client);
  return () => {
    const { positions, state } = client;
    if (remembered !== state.outbox) {
      remembered = state.outbox;
      outboxes.remembered(name, new Set(remembered.map((entry) => entry.clientMessageId)));
    }
    for (const stream of followed.keys()) if (!positions.has(stream)) views.forgot(name, stream);
    const moved = [...positions].filter(([stream, applied]) => followed.get(stream) !== applied);
    followed = positions;
    for (const [stream, applied] of moved) views.cursor(name, stream, applied);
    const accountAt = positions.get('account')?.seq ?? null;
    if (accountAt !== account) observeProgress(world, name, client);
    account = accountAt;
    lookAtList();
    lookAtDrafts();
    const { outbox } = state;
    const toList: Look[] = [];
    const me = state.me?.id;
    lookAtPeople();
    for (const [roomId, view] of state.rooms) {
      const { timeline } = view;
      const cursor = positions.get(roomStream(roomId))?.seq ?? null;
      const before = shown.get(roomId);
      const isSame = before?.timeline === timeline && before.cursor === cursor;
      if (isSame && before.outbox === outbox && before.me === me) continue;
      shown.set(roomId, { timeline, cursor, outbox, me });
      const { messages, olderExist, newerExist } = timeline;
      if (before?.timeline !== timeline) observeStretch(world, name, { client, roomId, timeline });
      // A hole of the timeline is said to be that, whosever message is missing.
      if (!isSame) {
        views.seen({ client: name, roomId, messages, olderExist, newerExist, cursor });
      }
      const sameLines = before?.timeline === timeline && before.me === me;
      if (sameLines && sameOf(roomId, before.outbox, outbox)) continue;
      const undone = views.isUndone(name, roomStream(roomId));
      // Of what it shows now some was undone, and what is stored now may not be there yet.
      if (undone === 'page') ownRows.forget(name, roomId);
      else if (isOpen(roomId)) toList.push({ client, roomId, view, isUndone: undone !== null });
    }
    for (const [stream, { seq }] of moved) views.checkReach(name, stream, seq);
    for (const look of toList) observeRows(world, name, look);
    observeWaiting(world, name, client);
  };
}

/** A stretch of a room that has changed. Who wrote what is between came before its ends. */
function observeStretch(
  { model }: World,
  client: TabName,
  shown: { readonly client: Client; readonly roomId: RoomId; readonly timeline: Timeline },
): void {
  const { roomId, timeline } = shown;
  const { messages } = timeline;
  const resets = model.ways.of(client).resets.get(roomStream(roomId)) ?? 0;
  model.requests.shown(client, roomId, { stretch: timeline, resets });
  const ends = [messages[0], messages.at(-1)].filter((message) => message !== undefined);
  const authors = ends.map(({ authorId }) => authorId);
  model.lists.authors({ client, authors, people: shown.client.state.people });
}

/** Whether what waits in a room is the same in both. */
function sameOf(roomId: RoomId, one: Outbox, other: Outbox): boolean {
  if (one === other) return true;
  const entries = one.filter((entry) => entry.roomId === roomId);
  const others = other.filter((entry) => entry.roomId === roomId);
  return entries.length === others.length && entries.every((entry, at) => entry === others[at]);
}

/** What the page lists, and how it names its rooms. @returns what looks whether it has changed. */
function observeList(world: World, name: TabName, client: Client): () => void {
  let listed: Client['state']['account'] = null;
  let names = '';
  return () => {
    const { state, positions } = client;
    const named = [...state.rooms.values()].map(({ room }) => room?.name ?? '').join('\n');
    if (state.account === listed && named === names) return;
    listed = state.account;
    names = named;
    const at = (stream: 'account' | RoomId): number | null =>
      positions.get(stream === 'account' ? stream : roomStream(stream))?.seq ?? null;
    const { account, rooms } = state;
    const told = (id: RoomId): number => world.model.ways.of(name).heads.get(id) ?? 0;
    world.model.lists.shown({ client: name, account, at, told, rooms });
  };
}

/** A room whose lines are to be looked at. */
interface Look {
  readonly client: Client;
  readonly roomId: RoomId;
  readonly view: RoomView;
  /** Whether it is in a place that a restore has undone. */
  readonly isUndone: boolean;
}

function observeRows(world: World, name: TabName, { client, roomId, view, isUndone }: Look): void {
  const { state } = client;
  const { ownRows } = world.model;
  const { messages, olderExist, newerExist } = view.timeline;
  const rows = timelineRows(state, roomId);
  const held = new Set(messages.map(({ clientMessageId }) => clientMessageId));
  const written = state.outbox.filter((entry) => entry.roomId === roomId);
  const shown = {
    client: name,
    userId: state.me?.id ?? null,
    roomId,
    rows,
    unsent: written.map((entry) => entry.clientMessageId).filter((id) => !held.has(id)),
    waiting: rows.filter(isPending).map(({ entry }) => entry.clientMessageId),
    from: olderExist ? (messages[0]?.seq ?? null) : null,
    to: newerExist ? (messages.at(-1)?.seq ?? null) : null,
    resets: world.model.ways.of(name).resets.get(roomStream(roomId)) ?? 0,
  };
  if (isUndone) ownRows.noted(shown);
  else ownRows.shown(shown);
}

/** What has come of the streams whose events follow from rooms, and is not applied. */
function observeWaiting({ model, config }: World, name: TabName, client: Client): void {
  const { positions, state } = client;
  // A run that a broken proxy has changed the order of is not gone on from.
  if (state.me === null || config.faults.N11.on) return;
  for (const stream of ['account', userStream(state.me.id)] as const) {
    const applied = positions.get(stream)?.seq;
    if (applied === undefined) continue;
    // Whoever asks for a stream again has let go of what waited: it comes once more.
    const reached = model.ways.of(name).reached.get(stream) ?? 0;
    const roomAt = (roomId: RoomId): number | null =>
      positions.get(roomStream(roomId))?.seq ?? null;
    model.causes.waits({ client: name, stream, applied, reached, roomAt });
  }
}

function observeProgress(world: World, name: TabName, { positions, state }: Client): void {
  const rooms = new Map<RoomId, number>();
  for (const [stream, { seq }] of positions) {
    const roomId = roomOfStream(stream);
    if (roomId !== null && state.rooms.get(roomId)?.status.kind === 'live') rooms.set(roomId, seq);
  }
  world.model.causes.progressed({
    client: name,
    account: positions.get('account')?.seq ?? null,
    rooms,
  });
}

function isPending(row: TimelineRow): row is Extract<TimelineRow, { kind: 'pending' }> {
  return row.kind === 'pending';
}

function observeDrafts({ model }: World, name: TabName, client: Client): () => void {
  let typed: Client['state']['drafts'] | null = null;
  return () => {
    const { drafts } = client.state;
    if (drafts !== typed) model.drafts.shown(name, drafts);
    typed = drafts;
  };
}

/** What concerns people, and no text of theirs. */
function observePeople(world: World, name: TabName, client: Client): () => void {
  const looks = [observeReadings(world, name, client), observeTyping(world, name, client)];
  return () => {
    for (const look of looks) look();
  };
}

function observeReadings(world: World, name: TabName, client: Client): () => void {
  const { model } = world;
  let readings: Client['state']['readings'] | null = null;
  let listed: readonly RoomSummary[] | undefined;
  return () => {
    const { state } = client;
    if (readings !== state.readings) tellReadings(world, name, client);
    readings = state.readings;
    if (listed !== state.account?.rooms) model.readings.listed(name, state.account?.rooms ?? []);
    listed = state.account?.rooms;
  };
}

function tellReadings(world: World, name: TabName, { positions, state }: Client): void {
  const { me, readings } = state;
  if (me === null) return;
  const cursor = positions.get(userStream(me.id));
  if (cursor === undefined) return;
  world.model.readings.shown({ client: name, userId: me.id, cursor, readings });
}
