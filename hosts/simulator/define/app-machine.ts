import { SimulatedClock } from '../../../adapters/simulated/clock.js';
import { SimulatedRandom } from '../../../adapters/simulated/random.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Life } from '../kernel/life.js';
import { never, timelineOf, WALL_START } from '../kernel/timeline.js';
import type { AppHost, SimulatedApp } from './definition.js';
import { SimulatedDurable, StoredValues } from './durable.js';
import type { Json } from './json.js';
import type { Weather } from './weather.js';

/** Mean time of half an operation of the store, of being down, and of standing still. */
const STORE_MS = 2;
const DOWN_MS = 400;
const STILL_MS = 1_500;

export interface MachineParts<App> {
  readonly kernel: Kernel;
  readonly weather: Weather;
  /** False once faults have stopped. */
  readonly faulty: { on: boolean };
  readonly start: (host: AppHost) => App;
  readonly defect: (detail: string) => void;
}

/** The machine of the app: processes that run one after the other on what they have stored. */
export class AppMachine<App extends SimulatedApp> {
  readonly stored = new StoredValues();
  crashes = 0;
  readonly #parts: MachineParts<App>;
  readonly #keeper: Life;
  #life: Life | null = null;
  #app: App | null = null;

  constructor(parts: MachineParts<App>) {
    this.#parts = parts;
    this.#keeper = parts.kernel.begin('machine');
    this.#boot();
    this.#planCrash();
    this.#planPause();
  }

  /** The process that is up; null for none. */
  get app(): App | null {
    return this.#app;
  }

  /** Hands a request to the process that is up. Its answer never comes if that crashes before. */
  async handle(request: Json, from: string): Promise<Json> {
    const [app, life] = [this.#app, this.#life];
    if (app === null || life === null) return never();
    // What arrives at a process that stands still waits until it goes on.
    await life.sleep(0, { kind: 'request', entity: from });
    try {
      return await app.handle(request, from);
    } catch (error) {
      this.#parts.defect(`the app threw ${String(error)}`);
      return never();
    }
  }

  /** Whatever stands still goes on, and whatever is down starts. */
  heal(): void {
    this.#life?.resume();
    if (this.#app === null) this.#boot();
  }

  #boot(): void {
    if (this.#app !== null) return;
    const { kernel, weather, faulty, start, defect } = this.#parts;
    const life = kernel.begin('app');
    const timeline = timelineOf(kernel, life);
    const skewMs = kernel.draws('C1', life.lane).between(-weather.skewMs, weather.skewMs);
    const wallOffsetMs = (): number => (weather.on.C1 ? skewMs : 0);
    const delays = kernel.draws('store', life.lane);
    const fates = kernel.draws('S6', life.lane);
    const durable = new SimulatedDurable(this.stored, life, {
      delayMs: () => delays.exponential(STORE_MS),
      crashes: () => {
        const hit = fates.happens(weather.storeCrashShare) && weather.on.S6 && faulty.on;
        if (hit) this.#crash();
        return hit;
      },
    });
    this.#life = life;
    try {
      this.#app = start({
        clock: new SimulatedClock({ timeline, wallStart: WALL_START, wallOffsetMs }),
        random: new SimulatedRandom(kernel.draws('random', life.lane)),
        durable,
      });
    } catch (error) {
      defect(`the app does not start: ${String(error)}`);
    }
  }

  #crash(): void {
    if (this.#app === null) return;
    this.crashes += 1;
    this.#life?.end();
    this.#app = null;
    const { kernel } = this.#parts;
    kernel.note('machine', { kind: 'crash', entity: this.#life?.lane ?? '' });
    const downMs = kernel.draws('P1 down', String(this.crashes)).exponential(DOWN_MS);
    this.#keeper.schedule(downMs * 1_000, { kind: 'start', entity: 'app' }, () => {
      this.#boot();
    });
  }

  #planCrash(): void {
    const { kernel, weather, faulty } = this.#parts;
    const draws = kernel.draws('P1', '');
    const next = (): void => {
      const afterUs = draws.exponential(weather.crashEveryMs) * 1_000;
      this.#keeper.schedule(afterUs, { kind: 'P1', entity: '' }, () => {
        if (!faulty.on) return;
        if (weather.on.P1) this.#crash();
        next();
      });
    };
    next();
  }

  #planPause(): void {
    const { kernel, weather, faulty } = this.#parts;
    const draws = kernel.draws('P3', '');
    const next = (): void => {
      const afterUs = draws.exponential(weather.pauseEveryMs) * 1_000;
      const stillUs = draws.exponential(STILL_MS) * 1_000;
      this.#keeper.schedule(afterUs, { kind: 'P3', entity: '' }, () => {
        if (!faulty.on) return;
        const life = this.#life;
        if (weather.on.P3 && life !== null && !life.ended) {
          kernel.pause(life);
          this.#keeper.schedule(stillUs, { kind: 'P3', entity: 'on' }, () => {
            life.resume();
          });
        }
        next();
      });
    };
    next();
  }
}
