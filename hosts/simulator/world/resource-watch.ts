import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import type { DeliveryStats } from '../../../core/delivery/stats.js';
import type { ServerHost } from './server-host.js';
import type { ServerProcess } from './server-process.js';
import type { World } from './world.js';

/** Between two looks at what is dear to look at. */
const LOOK_MS = 250;
/** What a sweep may be late, and how much of the mean lateness of timers. */
const LATE_MS = 1_000;
const LATE_TIMERS_MAX = 8;

/** Looks after each event of a process at what it holds, and now and then at all of them. */
export class ResourceWatch {
  readonly #world: World;
  readonly #host: ServerHost;
  #nextLookMs = 0;
  /** When a process last did not run. */
  #pausedMs = 0;
  /** Since when something has waited in a socket, by connection. */
  readonly #waiting = new Map<string, number>();

  constructor(world: World, host: ServerHost) {
    this.#world = world;
    this.#host = host;
  }

  look(): void {
    const { lane, nowUs } = this.#world.kernel;
    const nowMs = nowUs / 1_000;
    const isDue = nowMs >= this.#nextLookMs;
    if (isDue) this.#nextLookMs = nowMs + LOOK_MS;
    for (const { process } of this.#host.nodes) {
      if (process === null) continue;
      // What a process holds moves only while it runs.
      if (isDue || process.life.lane === lane) this.#lookAt(process);
      if (process.life.paused) this.#pausedMs = nowMs;
      if (isDue) this.#lookAtStore(process);
    }
    if (isDue) this.#lookAtSockets(nowMs);
  }

  #lookAt({ life, delivery, limits }: ServerProcess): void {
    this.#world.model.resources.held(life.lane, delivery.stats(), boundsOf(limits));
  }

  #lookAtStore({ life, store }: ServerProcess): void {
    const { queuedUnits, queuedUnitsMax, waitingReads, waitingReadsMax } = store.stats();
    const most = { queuedUnits: queuedUnitsMax, waitingReads: waitingReadsMax };
    this.#world.model.resources.held(life.lane, { queuedUnits, waitingReads }, most);
  }

  #lookAtSockets(nowMs: number): void {
    const { network, model, config } = this.#world;
    const { on, lateMs } = config.faults.C4;
    const lateTimersMs = on ? LATE_TIMERS_MAX * lateMs : 0;
    for (const connection of network.connections()) {
      const server = network.serverOf(connection);
      const owner = this.#host.nodes.find(({ process }) => process?.server === server)?.process;
      const isIdle = !connection.live || connection.socket.bufferedBytes() === 0;
      if (isIdle) this.#waiting.delete(connection.id);
      if (owner == null || isIdle) continue;
      const began = this.#waiting.get(connection.id) ?? nowMs;
      this.#waiting.set(connection.id, began);
      const since = Math.max(connection.socket.lastProgressAt(), this.#pausedMs, began);
      const { stalledMs, sweepIntervalMs } = owner.limits;
      const mostMs = stalledMs + sweepIntervalMs + LATE_MS + lateTimersMs;
      model.resources.stalled(connection.id, nowMs - since, mostMs);
    }
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
    catchUpsRunning: limits.catchUpsMax,
    catchUpsWaiting: limits.catchUpsWaitingMax,
    commandsOutstanding: limits.commandsMax,
    connectionCommandsMost: limits.commandsPerConnectionMax,
    ringBytes: limits.ringBytesTotalMax,
    streamRingRunsMost: limits.ringRunsMax,
  };
  bounds.set(limits, made);
  return made;
}
