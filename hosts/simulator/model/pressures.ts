import type { ServerFrame } from '../../../core/vocabulary/frames.js';
import type { Bench } from './violation.js';

/** What is given up, in order. */
const ORDER = ['typing', 'presence', 'new connections', 'the pace of reads'] as const;
const TYPING_AT = 1;
const PRESENCE_AT = 2;
const CONNECTIONS_AT = 3;
const READS_AT = 4;
/** Times are sums: a difference of them is not exact. */
const INEXACT_MS = 0.01;

export type Strain = 'over' | 'between' | 'eased';

/** How fast a place may and must give up and take back. */
export interface PressurePace {
  readonly riseMs: number;
  readonly fallMs: number;
  /** What a step may be later than that. */
  readonly lateMs: number;
}

/** What a process shows of itself. */
export interface PressedProcess {
  readonly level: number;
  readonly readsRunning: number;
  /** Whether it has run, with somebody connected, since it was last looked at. */
  readonly isAwake: boolean;
}

interface Place {
  level: number;
  changedMs: number;
  /** Since when it has been awake. */
  awakeMs: number;
  readsRunning: number;
  /** Whether it has said that pressure is over, and not shown it yet. */
  saidOver: boolean;
}

/**
 * Watches what processes give up under pressure: in the stated order, a step at a time, only then,
 * and not for longer.
 */
export class Pressures {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #places = new Map<string, Place>();
  /** How it is, and since when, by machine place. */
  readonly #strains = new Map<string, { readonly strain: Strain; readonly sinceMs: number }>();

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** Memory and loop of whatever runs at a node are so from now on. */
  strained(node: string, strain: Strain): void {
    if (this.#strain(node).strain === strain) return;
    this.#strains.set(node, { strain, sinceMs: this.#nowMs() });
  }

  /** Something has happened in a process. */
  shows(place: string, node: string, now: PressedProcess & { readonly pace: PressurePace }): void {
    const known = this.#of(place);
    this.#bench.judged('R-SHED');
    if (!now.isAwake) known.awakeMs = this.#nowMs();
    if (now.level !== known.level) this.#moved(place, now.level, { node, pace: now.pace });
    else this.#checkDue(place, node, now.pace);
    const isMore = now.readsRunning > Math.max(known.readsRunning, 1);
    if (known.level >= READS_AT && isMore) this.#wrong(place, 'reads run beside each other');
    known.readsRunning = now.readsRunning;
  }

  /** A process says in its log that it gives nothing up any more. */
  saidOver(place: string): void {
    const known = this.#of(place);
    this.#bench.judged('R-SHED');
    if (known.level === 0) this.#wrong(place, 'it says that pressure is over, and there was none');
    known.saidOver = true;
  }

  /** A process has taken a connection. */
  took(place: string, connection: string): void {
    if (this.#of(place).level < CONNECTIONS_AT) return;
    this.#wrong(place, `${connection} is taken while new connections are given up`);
  }

  /** Whether a process gives up new connections now: asked when it turns one away with room. */
  turnsAway(place: string, connection: string): boolean {
    const { level } = this.#of(place);
    if (level === 0 || level >= CONNECTIONS_AT) return level > 0;
    this.#wrong(place, `${connection} is turned away before ${ORDER[level] ?? ''} is given up`);
    return true;
  }

  /** A process hands a frame to somebody who is connected. */
  sent(place: string, frame: ServerFrame): void {
    const isTyping = frame.type === 'typist' && frame.act === 'start';
    if (!isTyping && frame.type !== 'presence') return;
    this.#bench.judged('R-SHED');
    const { level } = this.#of(place);
    if (level < (isTyping ? TYPING_AT : PRESENCE_AT)) return;
    this.#wrong(place, `${frame.type} is told, and ${ORDER[level - 1] ?? ''} is given up`);
  }

  #moved(
    place: string,
    level: number,
    { node, pace }: { readonly node: string; readonly pace: PressurePace },
  ): void {
    const known = this.#of(place);
    const step = level - known.level;
    const waitedMs = this.#nowMs() - known.changedMs + INEXACT_MS;
    const { strain } = this.#strain(node);
    const before = known.level;
    known.level = level;
    known.changedMs = this.#nowMs();
    if (Math.abs(step) !== 1) this.#wrong(place, `it gives up ${level} at once after ${before}`);
    if (strain !== (step > 0 ? 'over' : 'eased')) {
      this.#wrong(place, `it gives up ${level} after ${before} while it is ${strain}`);
    }
    if (waitedMs < (step > 0 ? pace.riseMs : pace.fallMs)) {
      this.#wrong(place, `it gives up ${level} after ${before} within ${waitedMs.toFixed(0)} ms`);
    }
    if ((level === 0) !== known.saidOver) this.#wrong(place, `it says not when pressure is over`);
    known.saidOver = false;
  }

  #checkDue(place: string, node: string, { riseMs, fallMs, lateMs }: PressurePace): void {
    const { level, changedMs, awakeMs } = this.#of(place);
    const { strain, sinceMs } = this.#strain(node);
    const isAtEnd = strain === 'over' ? level === ORDER.length : level === 0;
    if (strain === 'between' || isAtEnd) return;
    const forMs = this.#nowMs() - Math.max(changedMs, awakeMs, sinceMs);
    if (forMs <= (strain === 'over' ? riseMs : fallMs) + lateMs) return;
    const givenUp = `${String(level)} of ${String(ORDER.length)}`;
    this.#wrong(place, `it has been ${strain} for ${forMs.toFixed(0)} ms, and gives up ${givenUp}`);
  }

  #strain(node: string): { readonly strain: Strain; readonly sinceMs: number } {
    return this.#strains.get(node) ?? { strain: 'eased', sinceMs: 0 };
  }

  #of(place: string): Place {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const nowMs = this.#nowMs();
    const begun = {
      level: 0,
      changedMs: -Infinity,
      awakeMs: nowMs,
      readsRunning: 0,
      saidOver: false,
    };
    this.#places.set(place, begun);
    return begun;
  }

  #wrong(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'R-SHED', entity, detail });
  }
}
