import type { SimulatedConnection } from '../../../adapters/simulated/connection.js';
import type { DeliveryStats } from '../../../core/delivery/stats.js';
import { roomOfStream } from '../../../core/vocabulary/ids.js';
import type { Promises } from '../model/service.js';
import type { ServerHost } from './server-host.js';
import type { ServerProcess } from './server-process.js';
import type { World } from './world.js';

/** What anything may take beside what is waited for by name. */
const BESIDE_MS = 200;
/** Statements of the dearest read, with what the store takes for each, twice over. */
const STATEMENTS = 120;
/** Mean time that a nearly full disk takes more for each. */
const TIGHT_DISK_MS = 5;
/** What was slow, late or failed when faults stopped is over by then. */
const AFTERMATH_MS = 10_000;
/** What single steps and timers, and reads that fail and are repeated, may take more together. */
const SLOW_MS = 8_000;

interface ShownNews {
  /** Events of all rooms. */
  readonly events: number;
  readonly served: string;
  readonly following: string;
  /** Whether somebody came or went since the last event, or is about to. */
  readonly hasGone: boolean;
}

/** Looks now and then at whether whoever is connected is served in time. */
export class ServiceWatch {
  readonly #world: World;
  readonly #host: ServerHost;
  /** When something was last in the way, by process and by connection. */
  readonly #troubled = new Map<string, number>();
  /** How each process was at the last look, as far as it matters to its news. */
  readonly #shown = new Map<string, ShownNews>();
  /** Lanes of the processes that were not well at the last look. */
  readonly #unwell = new Set<string>();
  /** Till when steps of the storage and timers may take longer than is known. */
  #slowUntilMs = 0;

  constructor(world: World, host: ServerHost) {
    this.#world = world;
    this.#host = host;
  }

  /** After an event of a process: whoever waits for a turn to read is in the way of others. */
  lookAtTurns({ life, store }: ServerProcess, stats: DeliveryStats): void {
    const { catchUpsRunning, catchUpsWaiting } = stats;
    const isInStore = catchUpsRunning > 0 && store.stats().waitingReads > 0;
    if (catchUpsWaiting > 0 || isInStore) this.#noteTrouble(life.lane);
  }

  look(nowMs: number): void {
    const { network, config, faulty } = this.#world;
    const { S4, S5, C4 } = config.faults;
    if (faulty.on && (S4.on || S5.on || C4.on)) this.#slowUntilMs = nowMs + AFTERMATH_MS;
    for (const { process, name } of this.#host.nodes) {
      if (process === null) continue;
      this.#lookAtHealth(process);
      this.#lookAtSessions(name, process, nowMs);
      const promises = this.#promises(process, nowMs);
      this.#lookAtNews(process, promises, nowMs);
    }
    for (const connection of network.connections()) {
      const server = network.serverOf(connection);
      const owner = this.#host.nodes.find(({ process }) => process?.server === server)?.process;
      if (owner != null && connection.isServed) this.#lookAt(connection, owner, nowMs);
    }
  }

  /** Whoever is well now and was not at the last look has become so at any time since. */
  #lookAtHealth(process: ServerProcess): void {
    const { lane } = process.life;
    const wasUnwell = this.#unwell.delete(lane);
    if (!isWell(process)) this.#unwell.add(lane);
    if (wasUnwell || !isWell(process)) this.#noteTrouble(lane);
  }

  #lookAt(connection: SimulatedConnection, process: ServerProcess, nowMs: number): void {
    const { id, socket, live } = connection;
    if (!live || socket.bufferedBytes() > 0) {
      this.#noteTrouble(id);
      this.#noteTrouble(newsOf(process.life.lane));
    }
    const ofProcess = this.#troubledMs(process.life.lane, nowMs);
    const wellMs = Math.max(ofProcess, this.#troubledMs(id, nowMs));
    this.#world.model.service.look(id, wellMs, this.#promises(process, nowMs));
  }

  /** Sessions end without a word: those of open connections are looked up again and again. */
  #lookAtSessions(name: string, { life, delivery, limits }: ServerProcess, nowMs: number): void {
    const { connections, greeting, sessions } = delivery.stats();
    const unwatched = `${name} unwatched`;
    if (connections === greeting || sessions === 0) this.#noteTrouble(unwatched);
    const { service, work } = this.#world.model;
    const sinceMs = Math.max(
      work.sessionAtMs(name),
      this.#troubledMs(life.lane, nowMs),
      this.#troubledMs(unwatched, nowMs),
    );
    const slowMs = nowMs < this.#slowUntilMs ? SLOW_MS : 0;
    const mostMs = limits.sessionCheckIntervalMs + 2 * limits.sweepIntervalMs + slowMs;
    service.unchecked(life.lane, nowMs - sinceMs, mostMs);
  }

  /**
   * News that everybody was told of are not kept. Those that somebody who has gone was not told of
   * stay until the next news, and all of them while somebody is not welcome yet.
   */
  #lookAtNews({ life, delivery, limits }: ServerProcess, promises: Promises, nowMs: number): void {
    const { log, service } = this.#world.model;
    const stats = delivery.stats();
    const name = newsOf(life.lane);
    const before = this.#shown.get(name);
    const rooms = log.streams.filter((stream) => roomOfStream(stream) !== null);
    const events = rooms.reduce((sum, stream) => sum + log.head(stream), 0);
    const shown = { events, served: servedOf(stats), following: followingOf(stats) };
    const isNews = before?.events !== shown.events;
    const isSame = before?.served === shown.served && before.following === shown.following;
    if (isNews || !isSame) this.#noteTrouble(name);
    const { movedRooms, greeting } = stats;
    const isServed = before?.served === shown.served && greeting === 0;
    const hasGone = !isServed || (!isNews && before.hasGone);
    this.#shown.set(name, { ...shown, hasGone });
    const sinceMs = Math.max(this.#troubledMs(name, nowMs), this.#troubledMs(life.lane, nowMs));
    const mostMs = promises.newRoomMs + limits.headsIntervalMs;
    if (!hasGone) service.kept(life.lane, movedRooms, { forMs: nowMs - sinceMs, mostMs });
  }

  #promises(process: ServerProcess, nowMs: number): Promises {
    return promisesOf(this.#world, process, nowMs < this.#slowUntilMs ? SLOW_MS : 0);
  }

  /** What was never looked at before may have had trouble till now. */
  #troubledMs(name: string, nowMs: number): number {
    const known = this.#troubled.get(name) ?? nowMs;
    this.#troubled.set(name, known);
    return known;
  }

  #noteTrouble(name: string): void {
    this.#troubled.set(name, this.#world.kernel.nowUs / 1_000);
  }
}

/** Whether a process runs, with both its parts, and gives nothing up. */
function isWell({ life, lost, delivery }: ServerProcess): boolean {
  return !life.paused && lost === null && delivery.stats().pressureLevel === 0;
}

/** The news of a process, among what may be in the way of something. */
function newsOf(lane: string): string {
  return `${lane} news`;
}

/** Whom a process has to tell. */
function servedOf({ connections, greeting, closing }: DeliveryStats): string {
  return [connections, greeting, closing].join(' ');
}

/** What changes with what they are told. */
function followingOf({ subscriptions, queuedFrames, movedRooms }: DeliveryStats): string {
  return [subscriptions, queuedFrames, movedRooms].join(' ');
}

/** What a process can keep to, with its limits and its storage. */
function promisesOf({ config }: World, { limits }: ServerProcess, slowMs: number): Promises {
  const { N1, N8, P6, S3, S4 } = config.faults;
  // What a process commits itself it hears of at once, unless one part of it has lost the other.
  const isHinted = config.processes === 1 && !N8.on && !P6.on;
  const stepMs = (N1.on ? N1.storageUs / 1_000 : 0) + (S3.on ? TIGHT_DISK_MS : 0);
  const readMs = BESIDE_MS + slowMs + STATEMENTS * stepMs;
  // One that failed is made again after a wait, which may have grown to its longest.
  const againMs = readMs + limits.readRetryMsMax;
  const eventMs = readMs + (isHinted ? 0 : limits.tailIntervalMs);
  const { headsIntervalMs } = limits;
  return {
    welcomeMs: S4.on ? againMs : readMs,
    joinMs: againMs,
    eventMs,
    headMs: eventMs + headsIntervalMs,
    // The list of rooms is read again first, and told in the round after.
    newRoomMs: eventMs + readMs + 3 * headsIntervalMs,
  };
}
