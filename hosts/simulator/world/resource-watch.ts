import type { SimulatedConnection } from '../../../adapters/simulated/connection.js';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import type { DeliveryStats } from '../../../core/delivery/stats.js';
import { roomOfStream } from '../../../core/vocabulary/ids.js';
import type { ShownTurns } from '../model/turns.js';
import { PressureLook } from './pressure-look.js';
import type { ServerHost } from './server-host.js';
import type { ServerNode } from './server-node.js';
import type { ServerProcess } from './server-process.js';
import { ServiceWatch } from './service-watch.js';
import type { World } from './world.js';

/** Between two looks at what is dear to look at. */
const LOOK_MS = 250;
/** What a sweep may be late, and how much of the mean lateness of timers. */
const LATE_MS = 1_000;
const LATE_TIMERS_MAX = 8;
/** Every fourth turn to read is that of whoever waits longest. */
const PASSED_OVER_MAX = 3;

interface Served {
  /** When it was first seen. */
  readonly sinceMs: number;
  readonly heardMs: number;
  /** When its socket last accepted a byte, or had nothing to accept. */
  readonly progressMs: number;
}

/** Looks after each event of a process at what it holds, and now and then at all of them. */
export class ResourceWatch {
  readonly #world: World;
  readonly #host: ServerHost;
  readonly #service: ServiceWatch;
  readonly #lateTimersMs: number;
  readonly #pressure: PressureLook;
  #nextLookMs = 0;
  #lookedMs = 0;
  /** When a process last had to leave the machine to others, by process. */
  readonly #pressedMs = new Map<string, number>();
  /** When a process last did not run. */
  #pausedMs = 0;
  /** Since when something has waited in a socket, by connection. */
  readonly #waiting = new Map<string, number>();
  /** How connections were when the server was last seen to hold them. */
  readonly #served = new Map<string, Served>();

  constructor(world: World, host: ServerHost) {
    const { on, lateMs } = world.config.faults.C4;
    this.#world = world;
    this.#host = host;
    this.#service = new ServiceWatch(world, host);
    this.#lateTimersMs = on ? LATE_TIMERS_MAX * lateMs : 0;
    this.#pressure = new PressureLook(world, this.#lateTimersMs);
  }

  look(): void {
    const { lane, nowUs } = this.#world.kernel;
    const nowMs = nowUs / 1_000;
    const isDue = nowMs >= this.#nextLookMs;
    if (isDue) {
      this.#countSessions(nowMs - this.#lookedMs);
      this.#lookedMs = nowMs;
      this.#nextLookMs = nowMs + LOOK_MS;
    }
    for (const node of this.#host.nodes) {
      const { process } = node;
      if (process === null) continue;
      // What a process holds moves only while it runs.
      const isOwn = lane === process.life.lane || lane === process.deliveryLane;
      if (isDue || isOwn) this.#lookAt(process, node);
      if (process.life.paused) this.#pausedMs = nowMs;
      if (isDue) this.#lookAtStore(process);
    }
    if (!isDue) return;
    this.#lookAtSockets(nowMs);
    this.#service.look(nowMs);
  }

  #lookAt(process: ServerProcess, node: ServerNode): void {
    const { delivery, limits, deliveryLane } = process;
    const { lane } = process.life;
    const { resources } = this.#world.model;
    const stats = delivery.stats();
    this.#service.lookAtTurns(process, stats);
    resources.held(lane, stats, boundsOf(limits));
    this.#pressure.look(process, node, stats);
    this.#world.model.turns.shows(deliveryLane, turnsOf(stats, limits));
    const nowMs = this.#world.kernel.nowUs / 1_000;
    if (stats.pressureLevel > 0) this.#pressedMs.set(lane, nowMs);
    const { catchUpsWaiting: waiting, catchUpsRunning, outgoingBytes } = stats;
    const bytes = limits.outgoingBytesMax - outgoingBytes;
    const pressedMs = this.#pressedMs.get(lane) ?? Number.NEGATIVE_INFINITY;
    const turns = limits.catchUpsMax - catchUpsRunning;
    const isShort = bytes < limits.replayBytesMax || nowMs < pressedMs + limits.slowReadPauseMs;
    resources.waiting(lane, { waiting, room: isShort ? 0 : turns });
    if (stats.connections === 0) resources.left(lane, heldForReaders(stats));
    for (const [name, all, most] of mostOf(stats, limits))
      resources.shared(lane, name, { all, most });
  }

  /** Each session is looked up again and again while its connection is open. */
  #countSessions(forMs: number): void {
    for (const { process, name } of this.#host.nodes) {
      if (process === null) continue;
      const { delivery, limits } = process;
      const { connections } = delivery.stats();
      const times = forMs / limits.sessionCheckIntervalMs;
      this.#world.model.work.watched(name, connections * times);
    }
  }

  #lookAtStore({ life, store, delivery, server }: ServerProcess): void {
    const { network, model } = this.#world;
    const { queuedUnits, queuedUnitsMax, waitingReads, waitingReadsMax } = store.stats();
    const most = { queuedUnits: queuedUnitsMax, waitingReads: waitingReadsMax };
    model.resources.held(life.lane, { queuedUnits, waitingReads }, most);
    const served = network
      .connections()
      .filter((one) => one.isServed && one.isHeard && network.serverOf(one) === server);
    const inSockets = served
      .filter(({ live }) => live)
      .reduce((sum, { socket }) => sum + socket.bufferedBytes(), 0);
    const stats = delivery.stats();
    const { outgoingBytes, queuedFrames, connections, connectionCommandsMost } = stats;
    model.resources.counted(life.lane, outgoingBytes, inSockets);
    // What hostile clients ask is not known, nor whether an answer that waits is one of these, nor
    // what the process has not learnt of yet: that a page is gone.
    const isKnown = queuedFrames === 0 && served.length >= connections;
    if (!isKnown || this.#world.config.faults.U6.on) return;
    const asked = served.reduce((sum, { id }) => sum + model.exchanges.openOf(id), 0);
    const commands = { all: asked, most: connectionCommandsMost };
    model.resources.shared(life.lane, 'commands', commands);
    const followed = served.flatMap(({ id }) => model.deliveries.followedBy(id));
    const ofRooms = followed.filter(({ stream }) => roomOfStream(stream) !== null);
    const rooms = { all: ofRooms.length, most: stats.connectionRoomsMost };
    model.resources.shared(life.lane, 'rooms', rooms);
  }

  #lookAtSockets(nowMs: number): void {
    const { network } = this.#world;
    for (const connection of network.connections()) {
      const server = network.serverOf(connection);
      const owner = this.#host.nodes.find(({ process }) => process?.server === server)?.process;
      const isIdle = !connection.live || connection.socket.bufferedBytes() === 0;
      if (isIdle) this.#waiting.delete(connection.id);
      if (owner == null) continue;
      this.#lookAtSilence(connection, owner, nowMs);
      if (isIdle) continue;
      const began = this.#waiting.get(connection.id) ?? nowMs;
      this.#waiting.set(connection.id, began);
      const since = Math.max(connection.socket.lastProgressAt(), this.#pausedMs, began);
      const mostMs = owner.limits.stalledMs + this.#lateMs(owner);
      this.#world.model.resources.stalled(connection.id, nowMs - since, mostMs);
    }
  }

  /** Whoever says nothing for long is let go, whether or not the connection was cut. */
  #lookAtSilence(connection: SimulatedConnection, process: ServerProcess, nowMs: number): void {
    const { id, isServed, isHeard, closedFor } = connection;
    const { resources, service } = this.#world.model;
    if (!isHeard || !service.isKnown(id)) return;
    const { helloWaitMs, silentMs, stalledMs } = process.limits;
    const before = this.#served.get(id);
    if (isServed) {
      const served = this.#lookAtServed(connection, before?.sinceMs ?? nowMs);
      const forMs = nowMs - Math.max(served.heardMs, served.sinceMs, this.#pausedMs);
      const limitMs = service.isGreeted(id) ? silentMs : helloWaitMs;
      resources.silent(id, forMs, limitMs + this.#lateMs(process));
    } else if (closedFor === 'deadline_exceeded' && before !== undefined) {
      const silentForMs = nowMs - before.heardMs;
      const stalledForMs = nowMs - before.progressMs;
      resources.closedAsSlow(id, [silentMs - silentForMs, stalledMs - stalledForMs]);
    }
  }

  #lookAtServed({ id, socket }: SimulatedConnection, sinceMs: number): Served {
    const heardMs = this.#world.model.service.heardMs(id) ?? sinceMs;
    const served = { sinceMs, heardMs, progressMs: socket.lastProgressAt() };
    this.#served.set(id, served);
    return served;
  }

  #lateMs({ limits }: ServerProcess): number {
    return limits.sweepIntervalMs + LATE_MS + this.#lateTimersMs;
  }
}

type Bounds = Readonly<Partial<Record<keyof DeliveryStats, number>>>;

const bounds = new WeakMap<DeliveryLimits, Bounds>();

function boundsOf(limits: DeliveryLimits): Bounds {
  const known = bounds.get(limits);
  if (known !== undefined) return known;
  const made = {
    connections: limits.connectionsMax,
    greeting: limits.greetingsMax,
    personConnectionsMost: limits.connectionsPerPersonMax,
    addressConnectionsMost: limits.connectionsPerAddressMax,
    connectionRoomsMost: limits.followedRoomsMax,
    catchUpsRunning: limits.catchUpsMax,
    catchUpsWaiting: limits.catchUpsWaitingMax,
    catchUpsPassedOver: PASSED_OVER_MAX,
    commandsOutstanding: limits.commandsMax,
    connectionCommandsMost: limits.commandsPerConnectionMax,
    ringBytes: limits.ringBytesTotalMax,
    streamRingRunsMost: limits.ringRunsMax,
  };
  bounds.set(limits, made);
  return made;
}

function turnsOf(stats: DeliveryStats, { catchUpsWaitingMax }: DeliveryLimits): ShownTurns {
  const { catchUpsNear, catchUpsFar, catchUpsAnew, subscriptions, catchUpsPassedOver } = stats;
  const lines = [catchUpsNear, catchUpsFar, catchUpsAnew] as const;
  const isFull = stats.catchUpsWaiting >= catchUpsWaitingMax;
  return { lines, isFull, loops: subscriptions, passedOver: catchUpsPassedOver };
}

/** What is counted together, and for the one that has most. */
function mostOf(
  stats: DeliveryStats,
  { queuedBytesMax }: DeliveryLimits,
): readonly (readonly [string, number, number])[] {
  const { connections, queuedFrames, ringRuns, ringBytes } = stats;
  const ofRings = ringRuns === 0 ? 0 : ringBytes;
  return [
    ['connections', connections, stats.personConnectionsMost],
    ['connections, by address,', connections, stats.addressConnectionsMost],
    ['queued frames', queuedFrames, stats.connectionQueuedFramesMost],
    ['queued bytes', queuedFrames * queuedBytesMax, stats.connectionQueuedBytesMost],
    ['runs', ringRuns, stats.streamRingRunsMost],
    ['bytes of runs', ofRings, stats.streamRingBytesMost],
  ];
}

/** What is held for those who are connected, and goes with the last of them. */
function heldForReaders(stats: DeliveryStats): Readonly<Record<string, number>> {
  const { persons, sessions, subscriptions, streams } = stats;
  const { ringRuns, ringBytes, queuedFrames, movedRooms } = stats;
  return {
    persons,
    sessions,
    subscriptions,
    streams,
    ringRuns,
    ringBytes,
    queuedFrames,
    movedRooms,
  };
}
