import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SimulatedPressure } from '../../../adapters/simulated/pressure.js';
import { openSqliteStore, type SqliteStore } from '../../../adapters/sqlite/open.js';
import { LocalBroadcast } from '../../../adapters/system/local-broadcast.js';
import { systemClock } from '../../../adapters/system/clock.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { systemRandom } from '../../../adapters/system/random.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { Delivery } from '../../../core/delivery/delivery.js';
import { Engine } from '../../../core/engine.js';
import { Messaging } from '../../../core/messaging/messaging.js';
import { People } from '../../../core/people/people.js';
import { Reading } from '../../../core/reading/reading.js';
import { Rooms } from '../../../core/rooms/rooms.js';
import { Terms } from '../../../core/sessions/terms.js';
import { PROTOCOL_VERSION } from '../../../core/vocabulary/frames.js';
import {
  roomStream,
  type RoomId,
  type StreamName,
  type UserId,
} from '../../../core/vocabulary/ids.js';
import type { Caller } from '../../../ports/auth.js';
import { ALICE, PlainAuth, value } from '../world.js';
import { FakeSocket } from './fake-socket.js';
import { eventually, settle } from './kit.js';
import { Notes } from './notes.js';
import { ManualClock } from './manual-clock.js';

/** Statements that frame a unit or a read, and are not its own. */
const FRAME = /^(begin|commit|rollback|savepoint|release|pragma)/i;

/** What something has cost, counted where it happens and never timed. */
export interface Cost {
  /** Statements at the driver. */
  statements: number;
  /** Rows that they gave or changed. */
  rows: number;
  /** Frames and bytes that were handed to sockets. */
  frames: number;
  bytes: number;
}

/** A real database with so many members in each room, and real delivery to so many watchers. */
export class BigHouse {
  readonly clock = new ManualClock();
  readonly sockets: FakeSocket[] = [];
  readonly watchers: Caller[] = [];
  /** Every statement that has run, for its plan. */
  readonly seen = new Set<string>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'hearth-'));
  readonly #cost: Cost = { statements: 0, rows: 0, frames: 0, bytes: 0 };
  #parts: {
    readonly store: SqliteStore;
    readonly engine: Engine;
    readonly people: People;
    readonly delivery: Delivery;
  } | null = null;
  roomId = 0 as RoomId;
  author: Caller = { userId: 1 as UserId, sessionId: null };

  async open(members: number, watchers: number): Promise<void> {
    const store = await openSqliteStore({
      path: this.#path,
      clock: systemClock,
      random: systemRandom,
      onConnection: (db) => {
        this.#tap(db);
      },
    });
    const ports = { store, clock: systemClock, random: systemRandom, digest: systemDigest };
    const people = new People({ ...ports, auth: new PlainAuth() });
    const rooms = new Rooms(ports);
    const engine = new Engine({
      messaging: new Messaging(ports),
      rooms,
      terms: new Terms(ports),
      reading: new Reading(ports),
    });
    const { caller } = value(await people.firstRun(ALICE));
    const [room] = value(await rooms.list(caller));
    this.roomId = room?.id as RoomId;
    this.#fill(members);
    const broadcast = new LocalBroadcast();
    const delivery = new Delivery({
      ...ports,
      clock: this.clock,
      broadcast,
      codec: wireCodec,
      telemetry: new Notes(),
      pressure: new SimulatedPressure(),
      execute: (by, command) => engine.execute(by, command),
    });
    store.onCommitted((runs) => {
      broadcast.publish({ kind: 'moved', runs });
    });
    await delivery.start();
    // What the first run and the schema have asked is no matter of size.
    this.seen.clear();
    this.#parts = { store, engine, people, delivery };
    for (let count = 0; count < watchers; count += 1) {
      this.watchers.push({ userId: (count + 2) as UserId, sessionId: null });
    }
    for (const watcher of this.watchers) await this.connect(watcher);
  }

  get engine(): Engine {
    return this.#open.engine;
  }

  get people(): People {
    return this.#open.people;
  }

  /** What a task costs, with everything that comes of it. */
  async costOf(task: () => Promise<unknown>): Promise<Cost> {
    await settle();
    const before = this.#total();
    await task();
    await settle();
    this.clock.advance(500);
    await settle();
    const after = this.#total();
    return {
      statements: after.statements - before.statements,
      rows: after.rows - before.rows,
      frames: after.frames - before.frames,
      bytes: after.bytes - before.bytes,
    };
  }

  async connect(caller: Caller): Promise<FakeSocket> {
    const socket = new FakeSocket(this.clock);
    this.#open.delivery.accept(socket, caller, '192.0.2.1');
    socket.say({ type: 'hello', protocol: PROTOCOL_VERSION, client: 'a test' });
    await eventually('welcome', () => socket.of('heads').length > 0);
    this.sockets.push(socket);
    return socket;
  }

  async follow(socket: FakeSocket, stream: StreamName = roomStream(this.roomId)): Promise<void> {
    const lives = socket.of('live').length;
    socket.say({ type: 'join', stream, position: null });
    await eventually('live', () => socket.of('live').length > lives);
  }

  /** How SQLite goes about every statement that has run so far. */
  plans(): readonly string[] {
    const db = new Database(this.#path, { readonly: true });
    const plans = [...this.seen].flatMap((sql) => {
      const values = Array.from(sql.matchAll(/\?/g), () => null);
      const plan = db.prepare(`explain query plan ${sql}`).all(values);
      const steps = plan as { readonly detail: string }[];
      return steps.map(({ detail }) => `${detail} in ${sql}`);
    });
    db.close();
    return plans;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.hangUp();
    await this.#open.delivery.drain();
    await this.#open.store.close();
    rmSync(this.#folder, { recursive: true });
  }

  get #open() {
    if (this.#parts === null) throw new Error('the house is open');
    return this.#parts;
  }

  get #path(): string {
    return join(this.#folder, 'hearth.db');
  }

  #total(): Cost {
    const handed = this.sockets.flatMap((socket) => socket.handed);
    const bytes = handed.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return { ...this.#cost, frames: handed.length, bytes };
  }

  /** Members come at once, as an import would bring them. */
  #fill(members: number): void {
    const db = new Database(this.#path);
    const person = db.prepare(
      `insert into people (name, email, role, created_at) values (?, ?, 'member', 1)`,
    );
    const join = db.prepare(
      'insert into memberships (room_id, user_id, created_at) values (?, ?, 1)',
    );
    db.transaction(() => {
      for (let count = 1; count < members; count += 1) {
        const { lastInsertRowid } = person.run(`Member ${count}`, `m${count}@example.com`);
        join.run(this.roomId, lastInsertRowid);
      }
    })();
    db.close();
  }

  #tap(db: Database.Database): void {
    const prepare = db.prepare.bind(db);
    const tapped = (sql: string): Database.Statement => {
      const statement = prepare(sql);
      if (FRAME.test(sql)) return statement;
      for (const name of ['run', 'all'] as const) {
        const real: (...args: unknown[]) => unknown = statement[name].bind(statement);
        const counted = (...args: unknown[]): unknown => {
          const result = real(...args);
          this.seen.add(sql);
          this.#cost.statements += 1;
          this.#cost.rows += Array.isArray(result)
            ? result.length
            : (result as Database.RunResult).changes;
          return result;
        };
        Object.defineProperty(statement, name, { value: counted });
      }
      return statement;
    };
    Object.defineProperty(db, 'prepare', { value: tapped });
  }
}
