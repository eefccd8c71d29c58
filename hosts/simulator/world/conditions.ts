import type { Conditions, RequestFate } from '../../../adapters/simulated/network.js';
import type { FrameFate, PipeConditions } from '../../../adapters/simulated/pipe.js';
import type { Draws } from '../kernel/draws.js';
import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import type { TabName } from '../plan/plan.js';
import { frameAbout, frameTitle } from './frame-words.js';
import { unsentBytesMax } from './limits.js';
import { changedOutcome, strikes, type World } from './world.js';

/** What a link takes when the class of delays is off. */
const STEADY_MS = 10;
/** One frame in a thousand is much later than the others. */
const TAIL_SHARE = 0.001;
const TAIL_MEAN_MS = 1_500;
/** Frames whose order matters are struck more often than heartbeats and hints. */
const ORDERED_FRAME = /^\{"type":"(?:run|reset|live|join|command|answer)"/;
const ORDERED_BOOST = 5;
/** What is lost right before everybody falls silent is followed by nothing that shows it. */
const LAST_MS = 2_000;
const LAST_BOOST = 5;
/** A frame that is overtaken, a request that is very late. */
const OVERTAKEN_MS = 120;
const VERY_LATE_MS = 4_000;

/** Until when one direction of a connection loses whatever is sent. */
interface Losing {
  untilMs: number;
}

/** What is planned to happen to a device's network. All its tabs meet the same. */
export class Outage {
  #stalledUntilMs = 0;
  #offlineUntilMs = 0;
  #stalledBy: 'N4' | 'N6' = 'N4';

  get stalledBy(): 'N4' | 'N6' {
    return this.#stalledBy;
  }

  get stalledUntilMs(): number {
    return this.#stalledUntilMs;
  }

  get offlineUntilMs(): number {
    return this.#offlineUntilMs;
  }

  /** The link takes no bytes until a time. */
  stall(untilMs: number, by: 'N4' | 'N6'): void {
    this.#stalledBy = by;
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
}

/** The way of one tab to the server. */
export class TabConditions implements Conditions {
  readonly up: PipeConditions;
  readonly down: PipeConditions;
  readonly #world: World;
  readonly #tab: TabName;
  readonly #outage: Outage;
  readonly #requests: Draws;
  readonly #refusals: Draws;
  #slow: { readonly untilMs: number; readonly everyMs: number | null; nextMs: number } | null =
    null;

  constructor(parts: { readonly world: World; readonly tab: TabName; readonly outage: Outage }) {
    const { world, tab, outage } = parts;
    this.#world = world;
    this.#tab = tab;
    this.#outage = outage;
    this.#requests = world.kernel.draws('N7', tab);
    this.#refusals = world.kernel.draws('N9', tab);
    this.up = this.#pipe(`${tab} up`, () => this.#unstalledAtMs());
    this.down = this.#pipe(`${tab} down`, () => Math.max(this.#unstalledAtMs(), this.#readsAtMs()));
  }

  connected(): boolean {
    const hit = this.#refusals.happens(this.#world.config.faults.N9.refused);
    if (this.#nowMs() < this.#outage.offlineUntilMs) return false;
    if (!strikes(this.#world, 'N9', hit)) return true;
    changedOutcome(this.#world, 'N9');
    return false;
  }

  /** The tab takes so many frames a second until a time; 0: none. */
  readSlowly(untilMs: number, framesPerS: number): void {
    this.#slow = { untilMs, everyMs: framesPerS === 0 ? null : 1_000 / framesPerS, nextMs: 0 };
  }

  /** It takes frames as they come. */
  heal(): void {
    this.#slow = null;
  }

  requestFate(): RequestFate {
    const draws = this.#requests;
    const hit = draws.happens(this.#world.config.faults.N7.probability);
    const kind = draws.pick(['lostRequest', 'lostAnswer', 'doubled', 'late'] as const);
    const [upMs, downMs] = [this.up.delayMs(), this.down.delayMs()];
    if (!strikes(this.#world, 'N7', hit)) return { copiesAfterMs: [upMs], answerAfterMs: downMs };
    changedOutcome(this.#world, 'N7');
    this.#world.kernel.note(this.#tab, { kind, entity: 'request' });
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

  #pipe(entity: string, takesBytesAtMs: () => number): PipeConditions {
    const { kernel, config } = this.#world;
    const delays = kernel.draws('N1', entity);
    const fates = kernel.draws('N11', entity);
    const losing = { untilMs: 0 };
    const baseMs = config.faults.N1.baseMs * delays.between(0.5, 1.5);
    // No two links are alike to the microsecond: their ends would act in step.
    const steadyMs = STEADY_MS * delays.between(0.9, 1.1);
    return {
      unsentBytesMax: unsentBytesMax(this.#world),
      delayMs: () => this.#delayMs(delays, { baseMs, steadyMs }),
      fate: (text) => this.#frameFate(text, fates, losing),
      takesBytesAtMs,
    };
  }

  #unstalledAtMs(): number {
    const { stalledUntilMs, stalledBy } = this.#outage;
    if (stalledUntilMs > this.#nowMs()) changedOutcome(this.#world, stalledBy);
    return stalledUntilMs;
  }

  /** When the tab takes the next frame. One that it may take now is taken. */
  #readsAtMs(): number {
    const slow = this.#slow;
    const nowMs = this.#nowMs();
    if (slow === null || nowMs >= slow.untilMs) return nowMs;
    changedOutcome(this.#world, 'U1');
    if (slow.everyMs === null) return slow.untilMs;
    if (nowMs < slow.nextMs) return slow.nextMs;
    slow.nextMs = nowMs + slow.everyMs;
    return nowMs;
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

  #frameFate(text: string, draws: Draws, losing: Losing): FrameFate {
    if (this.#world.faulty.on && this.#nowMs() < losing.untilMs) return this.#lost(text);
    const { durationMs, faults } = this.#world.config;
    const isLast = this.#nowMs() > durationMs - LAST_MS;
    const boost = (ORDERED_FRAME.test(text) ? ORDERED_BOOST : 1) * (isLast ? LAST_BOOST : 1);
    const hit = draws.happens(Math.min(faults.N11.probability * boost, 1));
    const kind = draws.pick(['drop', 'double', 'late'] as const);
    const byMs = draws.between(1, OVERTAKEN_MS);
    if (!strikes(this.#world, 'N11', hit)) return { kind: 'deliver' };
    changedOutcome(this.#world, 'N11');
    this.#noteFate(kind, text);
    if (kind === 'drop') losing.untilMs = this.#nowMs() + faults.N11.lostForMs;
    return kind === 'late' ? { kind, byMs } : { kind };
  }

  #lost(text: string): FrameFate {
    changedOutcome(this.#world, 'N11');
    this.#noteFate('drop', text);
    return { kind: 'drop' };
  }

  #noteFate(kind: string, text: string): void {
    const { kernel } = this.#world;
    const frame = JSON.parse(text) as ClientFrame | ServerFrame;
    const about = frameAbout(this.#tab, frame);
    kernel.note(kernel.lane, { kind, entity: frameTitle(frame), about });
  }

  #nowMs(): number {
    return this.#world.kernel.nowUs / 1_000;
  }
}
