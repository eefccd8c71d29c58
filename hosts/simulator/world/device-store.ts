import type { DiskFate, DiskOperation } from '../../../adapters/simulated/local-store.js';
import { STORAGE_WAIT_MS } from '../../../core/client/limits.js';
import type { Draws } from '../kernel/draws.js';
import type { ClientName } from '../plan/plan.js';
import { changedOutcome, strikes, type World } from './world.js';

/** Mean time that a slow operation takes more. */
const SLOW_MS = 300;
/** So much longer than a client waits for its device. */
const SILENT_MS = STORAGE_WAIT_MS + 500;

const WELL: DiskFate = { lateMs: 0, failure: 'none' };
const FAILED: DiskFate = { lateMs: 0, failure: 'failed' };

/** What needs room. */
const WRITES: readonly DiskOperation[] = ['put', 'claim', 'adopt', 'putDraft', 'profile'];

/** Whether a client learns what came of an operation. */
export function isInTime({ failure, lateMs }: DiskFate): boolean {
  return failure === 'none' && lateMs < STORAGE_WAIT_MS;
}

/** What is wrong with the store of one device. All tabs of its browser meet the same. */
export class DeviceStore {
  readonly #world: World;
  readonly #draws: Draws;
  #fullUntilMs = 0;

  constructor(world: World, name: ClientName) {
    this.#world = world;
    this.#draws = world.kernel.draws('U4', name);
  }

  /** The device has no room until a time. */
  fill(untilMs: number): void {
    this.#fullUntilMs = Math.max(this.#fullUntilMs, untilMs);
  }

  /** What becomes of the next operation. */
  fate(operation: DiskOperation): DiskFate {
    const hit = this.#draws.happens(this.#world.config.faults.U4.probability);
    const kind = this.#draws.pick(['fails', 'unsaid', 'slow', 'slow', 'silent'] as const);
    const slowMs = this.#draws.exponential(SLOW_MS);
    if (this.#isFull() && WRITES.includes(operation)) {
      this.#struck('device-full');
      return FAILED;
    }
    if (!strikes(this.#world, 'U4', hit)) return WELL;
    switch (kind) {
      case 'fails':
        this.#struck('device-failed');
        if (operation === 'load') this.#world.goal('device-unread');
        return FAILED;
      case 'unsaid':
        this.#struck('device-failed-after-effect');
        if (operation === 'put') this.#world.goal('device-kept-and-denied-it');
        return { lateMs: 0, failure: 'unsaid' };
      case 'slow':
        this.#struck('device-slow');
        return { lateMs: slowMs, failure: 'none' };
      case 'silent':
        this.#struck('device-silent');
        if (operation === 'claim') this.#world.goal('device-silent-at-claim');
        return { lateMs: SILENT_MS, failure: 'none' };
    }
  }

  #isFull(): boolean {
    return this.#world.faulty.on && this.#world.kernel.nowUs / 1_000 < this.#fullUntilMs;
  }

  #struck(kind: string): void {
    const { kernel } = this.#world;
    changedOutcome(this.#world, 'U4');
    kernel.note(kernel.lane, { kind: 'U4', entity: kind });
  }
}
