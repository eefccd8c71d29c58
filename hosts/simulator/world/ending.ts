import type { Client } from '../../../core/client/client.js';
import type { ClientState, OutboxEntry, RoomView } from '../../../core/client/state.js';
import { roomStream, userStream, type StreamName } from '../../../core/vocabulary/ids.js';
import type { Tab } from './tab.js';
import { unsettledPresence } from './presence-watch.js';
import type { World } from './world.js';

/**
 * What still stands between a run and its end: the invariant that it would break, and about what.
 */
export interface Unfinished {
  readonly invariant: 'L-SEND' | 'L-CONVERGE' | 'L-RECONNECT' | 'L-LEADER' | 'L-PRESENCE';
  readonly entity: string;
  readonly detail: string;
}

/** The first thing that is not settled yet; null when everything is. */
export function unfinished(world: World, tabs: Iterable<Tab>): Unfinished | null {
  const all = [...tabs];
  for (const tab of all) {
    const found = unfinishedAt(world, tab);
    if (found === null) continue;
    return found.invariant === 'L-RECONNECT' && isLeaderless(tab, all) ? leaderless(tab) : found;
  }
  return null;
}

/** The same, and whether all of the core see the same people, as they are. */
export function unsettledIn(world: World, tabs: readonly Tab[]): Unfinished | null {
  return unfinished(world, tabs) ?? (world.config.presence ? otherPresence(tabs) : null);
}

function otherPresence(tabs: readonly Tab[]): Unfinished | null {
  for (const tab of tabs) {
    const detail = unsettledPresence(tab, tabs);
    if (detail !== null) return { invariant: 'L-PRESENCE', entity: tab.name, detail };
  }
  return null;
}

/** None of the tabs that share a connection keeps it. */
function isLeaderless({ client, profile }: Tab, tabs: readonly Tab[]): boolean {
  const shares = client !== null && profile.hasLocks;
  return shares && !tabs.some((tab) => tab.profile === profile && tab.isRunning && tab.isLeading);
}

function unfinishedAt(world: World, tab: Tab): Unfinished | null {
  const { client, name } = tab;
  if (client === null) return away(name, 'the person is not signed in');
  const { state } = client;
  if (state.connection.phase !== 'online') {
    return away(name, `the connection is ${state.connection.phase}`);
  }
  const waiting = state.outbox.find((entry) => isWaiting(state, entry));
  if (waiting !== undefined) {
    const entity = `${name} ${waiting.clientMessageId}`;
    return { invariant: 'L-SEND', entity, detail: `it is still ${waiting.state.kind}` };
  }
  const accountGap = behind(world, client, 'account');
  if (accountGap !== null) return late(`${name} account`, accountGap);
  const own = state.me === null ? null : userStream(state.me.id);
  const ownGap = own === null ? null : behind(world, client, own);
  if (ownGap !== null) return late(`${name} ${String(own)}`, ownGap);
  return unfinishedRooms(world, tab, client) ?? unfinishedList(world, name, client);
}

/** A confirmed one stays in view only where the timeline has not come to it. */
function isWaiting(state: ClientState, { state: { kind }, roomId }: OutboxEntry): boolean {
  if (kind === 'rejected' || kind === 'failed') return false;
  return kind !== 'confirmed' || state.rooms.get(roomId)?.timeline.newerExist !== true;
}

function unfinishedRooms(world: World, { name, rooms }: Tab, client: Client): Unfinished | null {
  for (const [roomId, view] of client.state.rooms) {
    if (view.status.kind === 'denied' || !rooms.has(roomId)) continue;
    const entity = `${name} ${roomStream(roomId)}`;
    const gap = behind(world, client, roomStream(roomId)) ?? unsettled(view);
    if (gap !== null) return late(entity, gap);
    const known = world.model.messages.roomName(roomId);
    if (view.room?.name !== known) return late(entity, 'the room has another name');
  }
  return null;
}

function unfinishedList(world: World, name: string, client: Client): Unfinished | null {
  const { messages, log } = world.model;
  const listed = new Map(client.state.account?.rooms.map((room) => [room.id, room]) ?? []);
  for (const roomId of messages.rooms) {
    const entity = `${name} list ${roomStream(roomId)}`;
    const room = listed.get(roomId);
    if (room === undefined) return late(entity, 'the room is not in the list');
    if (room.name !== messages.roomName(roomId)) return late(entity, 'the list has another name');
    if (room.head !== log.head(roomStream(roomId))) {
      return late(entity, `the list is at ${String(room.head)}`);
    }
  }
  return listed.size === messages.rooms.length ? null : late(name, 'the list has rooms too many');
}

function unsettled(view: RoomView): string | null {
  return view.status.kind === 'live' ? null : `the room is ${view.status.kind}`;
}

function behind(world: World, client: Client, stream: StreamName): string | null {
  const head = world.model.log.head(stream);
  const seq = client.positions.get(stream)?.seq;
  return seq === head ? null : `it is at ${String(seq)} of ${String(head)}`;
}

function away(entity: string, detail: string): Unfinished {
  return { invariant: 'L-RECONNECT', entity, detail };
}

function leaderless({ name }: Tab): Unfinished {
  return { invariant: 'L-LEADER', entity: name, detail: 'no running tab of its browser leads' };
}

function late(entity: string, detail: string): Unfinished {
  return { invariant: 'L-CONVERGE', entity, detail };
}
