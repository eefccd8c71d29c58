import type { Draws } from '../kernel/draws.js';
import type { Life } from '../kernel/life.js';
import { TAB_AWAY_MS } from '../plan/generate-faults.js';
import type { Fault, TabName } from '../plan/plan.js';
import type { Boundary, Place } from './boundary.js';
import { strikes, type World } from './world.js';

/** How long faults are likelier. It is a draw for each such stretch of time. */
const NEAR_MS = 100;
/** Before, everyone is only arriving. */
const FIRST_MS = 1_000;

type NearClass = 'N2' | 'N4' | 'U2' | 'U3' | 'P1' | 'P3' | 'P6';

const NEAR: Readonly<Record<Boundary, readonly NearClass[]>> = {
  commit: ['P1', 'P6'],
  answer: ['N2', 'U2'],
  join: ['N2', 'N4', 'P6'],
  heartbeat: ['N2', 'P3'],
  term: ['N2', 'U3'],
  kept: ['U2'],
};

/**
 * Makes faults that come by time likelier right after a boundary, `boundaryTimes` times so.
 *
 * Chance is by class, by whom it strikes and by the tenth of a second, so that removing an
 * operation moves no draw of any other; in one such stretch a class strikes a page or process once
 * at most, however many boundaries lie in it.
 */
export class Boundaries {
  readonly #world: World;
  readonly #strike: (fault: Fault) => void;
  readonly #life: Life;
  /** The last stretch of time for which each class was drawn, by whom it strikes. */
  readonly #drawn = new Map<string, number>();

  constructor(world: World, strike: (fault: Fault) => void) {
    this.#world = world;
    this.#strike = strike;
    this.#life = world.kernel.begin('boundaries');
  }

  near(boundary: Boundary, { tab, process }: Place): void {
    const { config, kernel, faulty } = this.#world;
    const nowMs = kernel.nowUs / 1_000;
    if (config.boundaryTimes <= 1 || !faulty.on || nowMs < FIRST_MS) return;
    for (const name of NEAR[boundary]) {
      if (!config.faults[name].on) continue;
      const whom = name.startsWith('P') ? process : tab;
      if (whom !== undefined && whom !== -1) this.#draw(name, whom, Math.floor(nowMs / NEAR_MS));
    }
  }

  #draw(name: NearClass, whom: TabName | number, stretch: number): void {
    const { config, kernel } = this.#world;
    const key = `${name} ${String(whom)}`;
    if (this.#drawn.get(key) === stretch) return;
    this.#drawn.set(key, stretch);
    const draws = kernel.draws(`near ${name}`, `${String(whom)} ${String(stretch)}`);
    const more = (config.boundaryTimes - 1) * (NEAR_MS / config.faults[name].everyMs);
    if (!strikes(this.#world, name, draws.happens(more))) return;
    const fault = this.#faultOf(name, whom, draws);
    const delayUs = draws.between(0, NEAR_MS) * 1_000;
    this.#life.schedule(delayUs, { kind: name, entity: String(whom) }, () => {
      this.#strike(fault);
    });
  }

  #faultOf(name: NearClass, whom: TabName | number, draws: Draws): Fault {
    const { faults } = this.#world.config;
    const client = whom as TabName;
    const process = whom as number;
    const t = Math.floor(this.#world.kernel.nowUs / 1_000);
    const lasting = (meanMs: number): number => Math.ceil(draws.exponential(meanMs));
    switch (name) {
      case 'N2':
        return { t, class: name, client, deaf: 'none' };
      case 'N4':
        return { t, class: name, client, forMs: lasting(faults.N4.meanMs) };
      case 'U2': {
        const what = draws.pick(['reload', 'close', 'freeze'] as const);
        return { t, class: name, client, what, awayMs: lasting(TAB_AWAY_MS[what]) };
      }
      case 'U3': {
        const what = draws.pick(['freeze', 'crash'] as const);
        return { t, class: name, client, what, awayMs: 500 + lasting(faults.U3.awayMs) };
      }
      case 'P1':
        return { t, class: name, process, downMs: lasting(faults.P1.downMs) };
      case 'P3':
        return { t, class: name, process, forMs: lasting(faults.P3.meanMs) };
      case 'P6': {
        const part = draws.pick(['engine', 'delivery'] as const);
        return { t, class: name, process, part, downMs: lasting(faults.P6.downMs) };
      }
    }
  }
}
