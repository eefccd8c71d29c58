import type { Conditions, RequestFate } from '../../../adapters/simulated/network.js';
import type { FrameFate, PipeConditions } from '../../../adapters/simulated/pipe.js';
import type { Draws } from '../kernel/draws.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { ClientName } from '../plan/plan.js';
import { frameAbout, frameTitle } from './frame-words.js';
import { changedOutcome, strikes, type World } from './world.js';

/** What a link takes when the class of delays is off. */
const STEADY_MS = 10;
/** One frame in a thousand is much later than the others. */
const TAIL_SHARE = 0.001;
const TAIL_MEAN_MS = 1_500;
/** Frames whose order matters are struck more often than heartbeats and hints. */
const ORDERED_FRAME = /^\{"type":"(?:run|reset|live|join|command|answer)"/;
const ORDERED_BOOST = 5;
/** A frame that is overtaken, a request that is very late. */
const OVERTAKEN_MS = 120;
const VERY_LATE_MS = 4_000;

/** The way of one client to the server, and what is planned to happen to it. */
export class ClientConditions implements Conditions {
  readonly up: PipeConditions;
  readonly down: PipeConditions;
  readonly #world: World;
  readonly #client: ClientName;
  readonly #requests: Draws;
  #stalledUntilMs = 0;
  #offlineUntilMs = 0;

  constructor(world: World, client: ClientName) {
    this.#world = world;
    this.#client = client;
    this.#requests = world.kernel.draws('N7', client);
    this.up = this.#pipe(`${client} up`);
    this.down = this.#pipe(`${client} down`);
  }

  /** The link takes no bytes until a time. */
  stall(untilMs: number): void {
    this.#stalledUntilMs = Math.max(this.#stalledUntilMs, untilMs);
  }

  /** Nothing is reached until a time. */
  offline(untilMs: number): void {
    this.#offlineUntilMs = Math.max(this.#offlineUntilMs, untilMs);
  }

  /** Every planned trouble ends now. */
  heal(): void {
    this.#stalledUntilMs = 0;
    this.#offlineUntilMs = 0;
  }

  connected(): boolean {
    return this.#nowMs() >= this.#offlineUntilMs;
  }

  requestFate(): RequestFate {
    const draws = this.#requests;
    const hit = draws.happens(this.#world.config.faults.N7.probability);
    const kind = draws.pick(['lostRequest', 'lostAnswer', 'doubled', 'late'] as const);
    const upMs = this.up.delayMs();
    const downMs = this.down.delayMs();
    if (!strikes(this.#world, 'N7', hit)) return { copiesAfterMs: [upMs], answerAfterMs: downMs };
    changedOutcome(this.#world, 'N7');
    this.#world.kernel.note(this.#client, { kind, entity: 'request' });
    switch (kind) {
      case 'lostRequest':
        return { copiesAfterMs: [], answerAfterMs: null };
      case 'lostAnswer':
        return { copiesAfterMs: [upMs], answerAfterMs: null };
      case 'doubled':
        return { copiesAfterMs: [upMs, upMs + draws.exponential(50)], answerAfterMs: downMs };
      case 'late':
        return { copiesAfterMs: [upMs + draws.exponential(VERY_LATE_MS)], answerAfterMs: downMs };
    }
  }

  #pipe(entity: string): PipeConditions {
    const { kernel, config } = this.#world;
    const delays = kernel.draws('N1', entity);
    const fates = kernel.draws('N11', entity);
    const baseMs = config.faults.N1.baseMs * delays.between(0.5, 1.5);
    // No two links are alike to the microsecond: their ends would act in step.
    const steadyMs = STEADY_MS * delays.between(0.9, 1.1);
    return {
      delayMs: () => this.#delayMs(delays, { baseMs, steadyMs }),
      fate: (text) => this.#frameFate(fates, text),
      takesBytesAtMs: () => {
        if (this.#stalledUntilMs > this.#nowMs()) changedOutcome(this.#world, 'N4');
        return this.#stalledUntilMs;
      },
    };
  }

  #delayMs(draws: Draws, link: { readonly baseMs: number; readonly steadyMs: number }): number {
    const { on, meanMs } = this.#world.config.faults.N1;
    const extraMs = draws.exponential(meanMs);
    const tailMs = draws.happens(TAIL_SHARE) ? draws.exponential(TAIL_MEAN_MS) : 0;
    const { baseMs, steadyMs } = link;
    if (!on) return steadyMs;
    if (!this.#world.faulty.on) return baseMs;
    // A delay counts as an outcome when it is long enough for others to act meanwhile.
    if (extraMs + tailMs > baseMs) changedOutcome(this.#world, 'N1');
    return baseMs + extraMs + tailMs;
  }

  #frameFate(draws: Draws, text: string): FrameFate {
    const boost = ORDERED_FRAME.test(text) ? ORDERED_BOOST : 1;
    const hit = draws.happens(this.#world.config.faults.N11.probability * boost);
    const kind = draws.pick(['drop', 'double', 'late'] as const);
    const byMs = draws.between(1, OVERTAKEN_MS);
    if (!strikes(this.#world, 'N11', hit)) return { kind: 'deliver' };
    changedOutcome(this.#world, 'N11');
    this.#noteFate(kind, text);
    return kind === 'late' ? { kind, byMs } : { kind };
  }

  #noteFate(kind: string, text: string): void {
    const { kernel } = this.#world;
    const frame = JSON.parse(text) as ClientFrame | ServerFrame;
    const about = frameAbout(this.#client, frame);
    kernel.note(kernel.lane, { kind, entity: frameTitle(frame), about });
  }

  #nowMs(): number {
    return this.#world.kernel.nowUs / 1_000;
  }
}
