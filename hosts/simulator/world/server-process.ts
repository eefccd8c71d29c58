import type Database from 'better-sqlite3';
import { SimulatedAuth } from '../../../adapters/simulated/auth.js';
import { SimulatedBroadcast, type SimulatedBus } from '../../../adapters/simulated/broadcast.js';
import type { SimulatedClock } from '../../../adapters/simulated/clock.js';
import type { SimulatedServer } from '../../../adapters/simulated/network.js';
import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import { openSqliteStore, type SqliteStore } from '../../../adapters/sqlite/open.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { Delivery } from '../../../core/delivery/delivery.js';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import { Engine } from '../../../core/engine.js';
import { Messaging } from '../../../core/messaging/messaging.js';
import { People } from '../../../core/people/people.js';
import { Rooms } from '../../../core/rooms/rooms.js';
import { Sessions } from '../../../core/sessions/sessions.js';
import { Terms } from '../../../core/sessions/terms.js';
import type { Life } from '../kernel/life.js';
import { timelineOf } from '../kernel/timeline.js';
import type { BusCuts } from './bus-cuts.js';
import type { DiskSpace } from './disk-space.js';
import { tapConnection } from './connection-tap.js';
import { Front } from './front.js';
import { CrashingGate, type GateEvents } from './gate.js';
import { limitsOf, pageSize } from './limits.js';
import { serverClock, type WallSetting } from './server-clock.js';
import { signalFate } from './signals.js';
import { DefectTelemetry } from './telemetry.js';
import type { World } from './world.js';

/** Readers of a simulated store: enough that reads overlap. */
const READERS = 2;
/** Mean time of one password check. */
const AUTH_MS = 30;

export interface ServerOptions {
  readonly world: World;
  readonly life: Life;
  /** Of the place on the machine, and on the bus. */
  readonly name: string;
  readonly wall: WallSetting;
  readonly path: string;
  readonly template: Uint8Array;
  readonly space: DiskSpace;
  readonly events: Omit<GateEvents, 'queued' | 'writerStatement' | 'isDiskTight'>;
  readonly tripped: (name: string) => void;
  readonly bus: SimulatedBus;
  readonly cuts: BusCuts;
  /** A database handle was opened. */
  readonly opened: (db: Database.Database) => void;
}

/** One life of the server: the real store, engine and delivery on simulated ports. */
export interface ServerProcess {
  readonly life: Life;
  readonly store: SqliteStore;
  readonly gate: CrashingGate;
  /** Whether the writer has a transaction open. */
  readonly inTransaction: () => boolean;
  readonly delivery: Delivery;
  readonly limits: DeliveryLimits;
  readonly server: SimulatedServer;
  /** Takes it off the bus, once it has ended. */
  readonly leave: () => void;
}

/** Starts a server process on the files that are there. Resolves when it takes connections. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { world, life } = options;
  const timeline = timelineOf(world.kernel, life);
  const clock = serverClock(world, { life, timeline, wall: options.wall });
  const random = new SimulatedRandom(world.kernel.draws('random', life.lane));
  const { store, gate, inTransaction } = await openStore(options, { clock, random });
  const digest = systemDigest;
  const { name, bus, cuts } = options;
  const fate = signalFate({ world, life, name, cuts });
  const broadcast = new SimulatedBroadcast({ timeline, fate, name, bus });
  store.onCommitted((runs) => {
    world.model.deliveries.published(runs);
    broadcast.publish({ kind: 'moved', runs });
  });
  const defect = (detail: string): void => {
    world.model.defect(detail);
  };
  const delays = world.kernel.draws('auth', life.lane);
  const auth = new SimulatedAuth({
    timeline,
    delayMs: () => delays.exponential(AUTH_MS),
    identify: () => Promise.resolve(null),
  });
  const ports = { store, clock, random, digest };
  const sessions = new Sessions({ ...ports, auth, broadcast });
  const people = new People({ ...ports, auth });
  const messaging = new Messaging(Object.assign(pageSize(world), ports));
  const engine = new Engine({ messaging, rooms: new Rooms(ports), terms: new Terms(ports) });
  const limits = limitsOf(world);
  const delivery = new Delivery({
    store,
    broadcast,
    clock,
    digest,
    codec: wireCodec,
    telemetry: new DefectTelemetry(defect),
    execute: (caller, command) => engine.execute(caller, command),
    limits,
  });
  await delivery.start();
  const front = new Front({ store, sessions, people, messaging, engine, defect });
  const server = serverOf({ timeline, sessions, delivery, front, gate });
  const leave = (): void => {
    broadcast.leave();
  };
  return { life, store, gate, inTransaction, delivery, limits, server, leave };
}

/** What the network reaches: sockets for delivery, requests for the front. */
function serverOf(parts: {
  readonly timeline: SimulatedServer['timeline'];
  readonly sessions: Sessions;
  readonly delivery: Delivery;
  readonly front: Front;
  readonly gate: CrashingGate;
}): SimulatedServer {
  const { timeline, sessions, delivery, front, gate } = parts;
  return {
    timeline,
    accept: (socket, token) => {
      const identified = token === null ? Promise.resolve(null) : sessions.resume(token);
      identified.then(
        (caller) => {
          delivery.accept(socket, caller);
        },
        () => {
          socket.close('busy');
        },
      );
    },
    handle: (request) => {
      gate.noteForeign();
      return front.handle(request);
    },
  };
}

async function openStore(
  options: ServerOptions,
  ports: { readonly clock: SimulatedClock; readonly random: SimulatedRandom },
): Promise<Pick<ServerProcess, 'store' | 'gate' | 'inTransaction'>> {
  const { world, life, path, template, space, events, tripped, opened } = options;
  const { config, model, counts } = world;
  let store: SqliteStore | null = null;
  let applySpace = (): void => undefined;
  let isOpen = (): boolean => false;
  const gate = new CrashingGate(world, life, {
    ...events,
    isDiskTight: () => space.isTight,
    queued: () => store?.stats().queuedUnits ?? 0,
    writerStatement: () => {
      applySpace();
    },
  });
  store = await openSqliteStore({
    ...ports,
    path,
    template,
    gate,
    readers: READERS,
    checkpoints: 'inline',
    afterMicrotasks: (callback) => {
      world.kernel.afterMicrotasks(life, callback);
    },
    onFatal: (error) => {
      // Storing is over after two failed commits in a row: whoever runs it starts another process.
      if (config.faults.S4.on) {
        world.goal('store-stopped');
        events.crash();
      } else model.defect(`the store has stopped: ${String(error)}`);
    },
    onConnection: (db, role) => {
      opened(db);
      tapConnection(db, {
        model,
        tripped,
        diskFull: () => {
          counts.outcomes.S3 += 1;
        },
        reverseUnorderedSelects: config.reverseUnorderedSelects,
      });
      if (role === 'writer') {
        isOpen = () => db.inTransaction;
        applySpace = () => {
          space.apply(db);
        };
      }
    },
  });
  return { store, gate, inTransaction: () => isOpen() };
}
