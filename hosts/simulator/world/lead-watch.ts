import {
  KNOWN_HEADS_MAX,
  RELAYED_COMMANDS_MAX,
  RELAYED_STREAMS_MAX,
  RING_BYTES_MAX,
  RING_RUNS_MAX,
  SEATS_MAX,
} from '../../../core/client/tabs/limits.js';
import type { Tab } from './tab.js';
import type { World } from './world.js';

/** Between two looks. */
const LOOK_MS = 250;

const BOUNDS = {
  seats: SEATS_MAX,
  streams: RELAYED_STREAMS_MAX,
  ringRuns: RELAYED_STREAMS_MAX * RING_RUNS_MAX,
  ringBytes: RELAYED_STREAMS_MAX * RING_BYTES_MAX,
  commands: RELAYED_COMMANDS_MAX,
  heads: KNOWN_HEADS_MAX,
};

/** Looks now and then at what leaders keep for the tabs of their browsers. */
export class LeadWatch {
  readonly #world: World;
  readonly #tabs: Iterable<Tab>;
  #nextLookMs = 0;

  constructor(world: World, tabs: Iterable<Tab>) {
    this.#world = world;
    this.#tabs = tabs;
  }

  look(): void {
    const { kernel, model } = this.#world;
    const nowMs = kernel.nowUs / 1_000;
    if (nowMs < this.#nextLookMs) return;
    this.#nextLookMs = nowMs + LOOK_MS;
    for (const { name, kept } of this.#tabs) {
      if (kept === null) continue;
      model.resources.held(name, kept, BOUNDS);
      model.resources.kept(name, { runs: kept.ringRuns, bytes: kept.ringBytes });
    }
  }
}
