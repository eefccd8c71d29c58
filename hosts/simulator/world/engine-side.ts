import type Database from 'better-sqlite3';
import { SimulatedAuth } from '../../../adapters/simulated/auth.js';
import type { SimulatedClock } from '../../../adapters/simulated/clock.js';
import { SimulatedPush } from '../../../adapters/simulated/push.js';
import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import type { Timeline } from '../../../adapters/simulated/timeline.js';
import { openSqliteStore, type SqliteStore } from '../../../adapters/sqlite/open.js';
import { systemDigest } from '../../../adapters/system/digest.js';
import type { BackgroundAudit } from '../../../core/audit/background/background-audit.js';
import { Engine } from '../../../core/engine.js';
import { JobRunner } from '../../../core/jobs/runner.js';
import { Messaging } from '../../../core/messaging/messaging.js';
import { Notifications } from '../../../core/notifications/notifications.js';
import type { Presence } from '../../../core/notifications/presence.js';
import { People } from '../../../core/people/people.js';
import { Reading } from '../../../core/reading/reading.js';
import { Rooms } from '../../../core/rooms/rooms.js';
import { Sessions } from '../../../core/sessions/sessions.js';
import { Terms } from '../../../core/sessions/terms.js';
import type { Broadcast } from '../../../ports/broadcast.js';
import type { Life } from '../kernel/life.js';
import { timelineOf } from '../kernel/timeline.js';
import { startAudit } from './audit-side.js';
import { tapConnection } from './connection-tap.js';
import type { DiskSpace } from './disk-space.js';
import { Front } from './front.js';
import { CrashingGate, type GateEvents } from './gate.js';
import { pageSize } from './limits.js';
import { placeOf, WorkWatch } from './work-watch.js';
import { DefectTelemetry } from './telemetry.js';
import type { World } from './world.js';

/** Readers of a simulated store: enough that reads overlap. */
const READERS = 2;
/** Mean time of one password check. */
const AUTH_MS = 30;

export interface EngineOptions {
  readonly world: World;
  readonly life: Life;
  readonly clock: SimulatedClock;
  readonly path: string;
  readonly template: Uint8Array;
  readonly space: DiskSpace;
  readonly events: Omit<GateEvents, 'queued' | 'writerStatement' | 'isDiskTight'>;
  readonly tripped: (name: string) => void;
  /** A database handle was opened. */
  readonly opened: (db: Database.Database) => void;
  /** What delivery knows of who is here. */
  readonly presence: Presence;
  /** Where commits and ended sessions are told. */
  readonly broadcast: Broadcast;
}

/** What writes: the real store and engine, and the HTTP half that calls them. */
export interface EngineSide {
  readonly life: Life;
  readonly store: SqliteStore;
  readonly gate: CrashingGate;
  /** Whether the writer has a transaction open. */
  readonly inTransaction: () => boolean;
  readonly engine: Engine;
  readonly sessions: Sessions;
  readonly front: Front;
  /** Null in seeds without one. */
  readonly audit: BackgroundAudit | null;
  readonly jobs: JobRunner;
}

/** Opens the store on the files that are there, with everything that writes to it. */
export async function startEngine(options: EngineOptions): Promise<EngineSide> {
  const { world, life, clock, broadcast } = options;
  const timeline = timelineOf(world.kernel, life);
  const random = new SimulatedRandom(world.kernel.draws('random', life.lane));
  const opened = await openStore(options, { clock, random });
  const { store } = opened;
  const digest = systemDigest;
  store.onCommitted((runs) => {
    world.model.deliveries.published(runs);
    broadcast.publish({ kind: 'moved', runs });
    jobs.wake();
  });
  const delays = world.kernel.draws('auth', life.lane);
  const auth = new SimulatedAuth({
    timeline,
    delayMs: () => delays.exponential(AUTH_MS),
    identify: () => Promise.resolve(null),
  });
  const ports = { store, clock, random, digest };
  const telemetry = new DefectTelemetry(world);
  const sessions = new Sessions({ ...ports, auth, broadcast, telemetry });
  const people = new People({ ...ports, auth });
  const messaging = new Messaging(Object.assign(pageSize(world), ports));
  const [rooms, terms, reading] = [new Rooms(ports), new Terms(ports), new Reading(ports)];
  const engine = new Engine({ messaging, rooms, terms, reading });
  const defect = (detail: string): void => {
    world.model.defect(detail);
  };
  const { presence } = options;
  const push = pushOf(world, timeline);
  const notifications = new Notifications({ store, clock, push, presence, telemetry });
  const jobs = new JobRunner({ store, clock, random, telemetry }, notifications.kinds);
  const parts = { store, sessions, people, messaging, engine, notifications };
  const front = new Front({ ...parts, defect });
  const audit = startAudit({ world, life, clock, store });
  jobs.start();
  return { life, ...opened, engine, sessions, front, audit, jobs };
}

function pushOf(world: World, timeline: Timeline): SimulatedPush {
  const { pushService } = world;
  return new SimulatedPush({
    timeline,
    publicKey: 'the key of the servers',
    fate: (delivery) => pushService.fate(delivery),
    service: (delivery) => pushService.take(delivery),
  });
}

function workWatchOf({ model, config }: World, { lane }: Life): WorkWatch {
  return new WorkWatch(model, { place: placeOf(lane), isAudited: config.auditEveryMs > 0 });
}

async function openStore(
  options: EngineOptions,
  ports: { readonly clock: SimulatedClock; readonly random: SimulatedRandom },
): Promise<Pick<EngineSide, 'store' | 'gate' | 'inTransaction'>> {
  const { world, life, path, template, space, events, tripped, opened } = options;
  const { config, model, counts } = world;
  const work = workWatchOf(world, life);
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
        ran: (sql) => {
          work.ran(role, sql);
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
