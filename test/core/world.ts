import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { LocalBroadcast } from '../../adapters/system/local-broadcast.js';
import { openSqliteStore, type SqliteStore } from '../../adapters/sqlite/open.js';
import { systemClock } from '../../adapters/system/clock.js';
import { systemDigest } from '../../adapters/system/digest.js';
import { systemRandom } from '../../adapters/system/random.js';
import { Engine } from '../../core/engine.js';
import { Messaging } from '../../core/messaging/messaging.js';
import { People } from '../../core/people/people.js';
import { Rooms } from '../../core/rooms/rooms.js';
import { Sessions } from '../../core/sessions/sessions.js';
import type { SignedIn } from '../../core/sessions/start-session.js';
import { Terms } from '../../core/sessions/terms.js';
import type { Outcome, Refusal } from '../../core/vocabulary/errors.js';
import { readEvent, type KnownEvent, type RunEvent } from '../../core/vocabulary/events.js';
import type { ClientMessageId, CommandKey, RoomId, StreamName } from '../../core/vocabulary/ids.js';
import type { Auth, Caller, PasswordCheck } from '../../ports/auth.js';
import type { Signal } from '../../ports/broadcast.js';
import type { Clock } from '../../ports/clock.js';
import type { Store } from '../../ports/store.js';
import type { Telemetry } from '../../ports/telemetry.js';
import { Reading } from '../../core/reading/reading.js';
import { Notes } from './delivery/notes.js';

/** A wall clock that stands where a test puts it. */
export class SettableClock implements Clock {
  at = Date.UTC(2026, 0, 1);

  now(): number {
    return this.at;
  }

  monotonic(): number {
    return systemClock.monotonic();
  }

  after(delayMs: number, callback: () => void): () => void {
    return systemClock.after(delayMs, callback);
  }
}

/**
 * Passwords in clear: `new:` before a current hash, `old:` before an outdated one. Counts its
 * checks.
 */
export class PlainAuth implements Auth {
  checks: (string | null)[] = [];
  /** Runs between a check and its answer. */
  onCheck: () => Promise<void> = () => Promise.resolve();

  identify(): Promise<Caller | null> {
    return Promise.resolve(null);
  }

  async verify(password: string, hash: string | null): Promise<PasswordCheck> {
    this.checks.push(hash);
    await this.onCheck();
    if (hash === `new:${password}`) return 'right';
    return hash === `old:${password}` ? 'outdated' : 'wrong';
  }

  hash(password: string): Promise<string> {
    return Promise.resolve(`new:${password}`);
  }
}

/** The engine on a SQLite file of its own. */
export interface World {
  readonly path: string;
  readonly store: SqliteStore;
  readonly clock: SettableClock;
  readonly auth: PlainAuth;
  readonly signals: Signal[];
  readonly sessions: Sessions;
  /** Sessions of another store. */
  readonly sessionsOver: (store: Store, telemetry: Telemetry) => Sessions;
  readonly people: People;
  readonly rooms: Rooms;
  readonly messaging: Messaging;
  readonly reading: Reading;
  readonly engine: Engine;
  /** Changes the file as someone would who goes past Hearth. */
  tamper(sql: string, ...values: unknown[]): void;
  close(): Promise<void>;
}

export const ALICE = {
  name: 'Alice',
  email: 'alice@example.com',
  password: 'hearth and home',
  address: '192.0.2.1',
  userAgent: 'a test',
};
export const BOB = { ...ALICE, name: 'Bob', email: 'bob@example.com', address: '192.0.2.2' };
export const CAROL = { ...ALICE, name: 'Carol', email: 'carol@example.com', address: '192.0.2.3' };

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-'));
  const path = join(folder, 'hearth.db');
  const store = await openSqliteStore({ path, clock: systemClock, random: systemRandom });
  const clock = new SettableClock();
  const auth = new PlainAuth();
  const broadcast = new LocalBroadcast();
  const signals: Signal[] = [];
  broadcast.subscribe((signal) => signals.push(signal));
  const ports = { store, clock, random: systemRandom, digest: systemDigest, auth, broadcast };
  const rooms = new Rooms(ports);
  const messaging = new Messaging(ports);
  return {
    path,
    store,
    clock,
    auth,
    signals,
    sessionsOver: (over, telemetry) => new Sessions({ ...ports, store: over, telemetry }),
    sessions: new Sessions({ ...ports, telemetry: new Notes() }),
    people: new People(ports),
    rooms,
    messaging,
    reading: new Reading(ports),
    engine: new Engine({ messaging, rooms, terms: new Terms(ports), reading: new Reading(ports) }),
    tamper: (sql, ...values) => {
      const database = new Database(path);
      database.pragma('foreign_keys = OFF');
      database.prepare(sql).run(...values);
      database.close();
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Alice, who set the installation up, and the room that she did it with. */
export interface Household extends World {
  readonly alice: SignedIn;
  readonly allTalk: RoomId;
}

export async function openHousehold(): Promise<Household> {
  const world = await openWorld();
  const alice = value(await world.people.firstRun(ALICE));
  const [room] = value(await world.rooms.list(alice.caller));
  if (room === undefined) throw new Error('the first run opens a room');
  return { ...world, alice, allTalk: room.id };
}

/** Lets someone join with the join code of the household. */
export async function joins(household: Household, who: typeof BOB): Promise<SignedIn> {
  const code = value(await household.people.joinCode(household.alice.caller));
  return value(await household.people.join({ ...who, code }));
}

/** The value of an outcome that must be one. */
export function value<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`refused: ${outcome.refusal.code}: ${outcome.refusal.message}`);
}

/** The refusal of an outcome that must be one. */
export function refusal(outcome: Outcome<unknown>): Refusal {
  if (!outcome.ok) return outcome.refusal;
  throw new Error(`not refused: ${JSON.stringify(outcome.value)}`);
}

let keys = 0;

/** A key that no other call got. */
export function newKey(): CommandKey {
  keys += 1;
  return `key-${keys}` as CommandKey;
}

export function newClientMessageId(): ClientMessageId {
  keys += 1;
  return `message-${keys}` as ClientMessageId;
}

/** Every event of a stream, as read now. */
export async function eventsOf(world: World, stream: StreamName): Promise<readonly RunEvent[]> {
  const limits = { events: 10_000, bytes: 10_000_000 };
  return (await world.store.read((snapshot) => snapshot.eventsAfter(stream, 0, limits))).events;
}

/** The events of a stream of kinds that this version knows. */
export async function knownOf(world: World, stream: StreamName): Promise<readonly KnownEvent[]> {
  return (await eventsOf(world, stream)).flatMap((event) => readEvent(event) ?? []);
}
