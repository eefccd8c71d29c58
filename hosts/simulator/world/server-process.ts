import type { SimulatedBroadcast, SimulatedBus } from '../../../adapters/simulated/broadcast.js';
import type { SimulatedClock } from '../../../adapters/simulated/clock.js';
import type { SimulatedServer } from '../../../adapters/simulated/network.js';
import type { SimulatedPressure } from '../../../adapters/simulated/pressure.js';
import type { SqliteStore } from '../../../adapters/sqlite/open.js';
import type { BackgroundAudit } from '../../../core/audit/background/background-audit.js';
import type { Whereabouts } from '../../../core/notifications/presence.js';
import type { UserId } from '../../../core/vocabulary/ids.js';
import type { Delivery } from '../../../core/delivery/delivery.js';
import type { DeliveryLimits } from '../../../core/delivery/limits.js';
import type { Signal } from '../../../ports/broadcast.js';
import type { Life } from '../kernel/life.js';
import { timelineOf } from '../kernel/timeline.js';
import type { BusCuts } from './bus-cuts.js';
import { broadcastOf, startDelivery, type DeliverySide } from './delivery-side.js';
import { EngineChannel } from './engine-channel.js';
import { startEngine, type EngineOptions, type EngineSide } from './engine-side.js';
import type { CrashingGate } from './gate.js';
import { limitsOf } from './limits.js';
import { serverClock, type WallSetting } from './server-clock.js';

export interface ServerOptions extends Omit<EngineOptions, Given> {
  readonly wall: WallSetting;
  /** Of the place on the machine. */
  readonly pressure: SimulatedPressure;
  /** Of the place on the machine, and on the bus. */
  readonly name: string;
  readonly bus: SimulatedBus;
  readonly cuts: BusCuts;
}

/** What nobody knows of a person. */
const NOBODY_KNOWS: Whereabouts = { certain: false, devices: new Map() };

/** What a process gives its engine. */
type Given = 'broadcast' | 'clock' | 'path' | 'presence';

/**
 * One life of the server: an engine with its store, and delivery with its connections, joined by a
 * channel. Each may end while the other goes on.
 */
export class ServerProcess {
  readonly life: Life;
  readonly limits: DeliveryLimits;
  readonly #options: ServerOptions;
  #engine: EngineSide | null = null;
  #delivery: DeliverySide | null = null;
  #broadcast: SimulatedBroadcast | null = null;
  #clock: SimulatedClock | null = null;
  #lost: 'engine' | 'delivery' | null = null;

  /** @param options.life - of the whole process. */
  constructor(options: ServerOptions) {
    this.#options = options;
    this.life = options.life;
    this.limits = limitsOf(options.world);
  }

  /** The part that has ended and has not been started again; null: both run. */
  get lost(): 'engine' | 'delivery' | null {
    return this.#lost;
  }

  /** The store of the engine, or of the last one. */
  get store(): SqliteStore {
    return this.#theEngine.store;
  }

  /** The audit of the engine; null in seeds without one. */
  get audit(): BackgroundAudit | null {
    return this.#theEngine.audit;
  }

  get gate(): CrashingGate {
    return this.#theEngine.gate;
  }

  get delivery(): Delivery {
    return this.#theDelivery.delivery;
  }

  /** Life of what holds the connections. */
  get deliveryLane(): string {
    return this.#theDelivery.life.lane;
  }

  /** Timers of delivery that are set. */
  get deliveryTimers(): number {
    return this.#theDelivery.timers();
  }

  get server(): SimulatedServer {
    return this.#theDelivery.server;
  }

  /** Whether the writer has a transaction open. */
  inTransaction(): boolean {
    return this.#lost !== 'engine' && this.#theEngine.inTransaction();
  }

  /** Starts what of it does not run, on the files that are there. */
  async start(path: string): Promise<void> {
    this.#engine ??= await this.#newEngine(path);
    this.#delivery ??= await this.#newDelivery(this.#engine);
  }

  /** The engine ends with whatever it was doing: what delivery had asked of it is unanswered. */
  endEngine(): void {
    this.#lost = 'engine';
    this.#theEngine.life.end();
    this.#theDelivery.channel.cut();
  }

  /** Opens the store again. */
  async startEngine(path: string): Promise<void> {
    const engine = await this.#newEngine(path);
    this.#engine = engine;
    this.#lost = null;
    this.#theDelivery.channel.join(engine);
  }

  /** Delivery ends, and every connection with it; the engine does what it was asked to do. */
  endDelivery(): void {
    this.#lost = 'delivery';
    this.#theDelivery.life.end();
    this.#theDelivery.channel.drop();
    this.leave();
  }

  /** Tells nobody anything more: what is under way is waited for. */
  async stopJobs(): Promise<void> {
    await this.#engine?.jobs.stop();
  }

  /** Takes connections again. */
  async startDelivery(): Promise<void> {
    this.#delivery = await this.#newDelivery(this.#theEngine);
    this.#lost = null;
  }

  /** Takes it off the bus, once it has ended. */
  leave(): void {
    this.#broadcast?.leave();
    this.#broadcast = null;
  }

  #newEngine(path: string): Promise<EngineSide> {
    const life = this.#part('engine');
    const broadcast = {
      publish: (signal: Signal) => this.#broadcast?.publish(signal),
      subscribe: () => (): void => undefined,
    };
    const clock = this.#clockOf(life);
    const presence = { of: (userId: UserId) => this.#presenceOf(userId) };
    return startEngine({ ...this.#options, life, clock, path, broadcast, presence });
  }

  /** While delivery is away nobody knows. */
  #presenceOf(userId: UserId): Whereabouts {
    const isThere = this.#lost !== 'delivery' && this.#delivery !== null;
    const found = isThere ? this.delivery.presenceOf(userId) : NOBODY_KNOWS;
    if (!found.certain) this.#options.world.goal('whom-to-tell-while-uncertain');
    return found;
  }

  #newDelivery(engine: EngineSide): Promise<DeliverySide> {
    const life = this.#part('delivery');
    const { limits } = this;
    const options = { ...this.#options, life, clock: this.#clockOf(life), limits };
    const broadcast = broadcastOf(options);
    this.#broadcast = broadcast;
    const channel = new EngineChannel(engine, { canBeCut: life !== this.life });
    return startDelivery(options, { channel, broadcast });
  }

  /** One for both parts where they are one life. */
  #clockOf(life: Life): SimulatedClock {
    if (life === this.life && this.#clock !== null) return this.#clock;
    const { world, wall } = this.#options;
    const timeline = timelineOf(world.kernel, life);
    this.#clock = serverClock(world, { life, timeline, wall });
    return this.#clock;
  }

  /** Parts that never end apart are one life with the whole. */
  #part(name: string): Life {
    const { world, life, name: place } = this.#options;
    return world.config.faults.P6.on ? world.kernel.begin(`${place} ${name}`, life) : life;
  }

  get #theEngine(): EngineSide {
    if (this.#engine === null) throw new Error('the process has not started');
    return this.#engine;
  }

  get #theDelivery(): DeliverySide {
    if (this.#delivery === null) throw new Error('the process has not started');
    return this.#delivery;
  }
}
