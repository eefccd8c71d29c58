import type { Bench } from './violation.js';

/** Of so many turns one goes to whoever waits longest, and the others to the smallest gap. */
const FAIR_TURN = 4;

/** Reads that wait at a process: of small gaps, of larger ones, of snapshots. */
export type Lines = readonly [number, number, number];

/** What a process shows of its reads. */
export interface ShownTurns {
  readonly lines: Lines;
  /** Whether one more would be turned away. */
  readonly isFull: boolean;
  /** Loops that may have a read: one that ends takes its read back. */
  readonly loops: number;
  /** How many turns in a row, as it counts, went to others than whoever waits longest. */
  readonly passedOver: number;
}

/** A line as far as it is known from how many wait in it. */
interface Line {
  /** The look at which somebody began to wait in it, and the newest at which somebody did. */
  readonly sinceLook: number;
  readonly newestLook: number;
  /** Whether somebody has left it since. */
  readonly wasLeft: boolean;
}

interface Place {
  looks: number;
  /** Reads that came, and turns that were given out, since the last look. */
  come: number;
  taken: number;
  shown: ShownTurns;
  readonly lines: (Line | null)[];
  /** Turns since one that went past a smaller gap; null where that is not known. */
  sinceUnequal: number | null;
}

const NOTHING: ShownTurns = { lines: [0, 0, 0], isFull: false, loops: 0, passedOver: 0 };

/** How long a read that finds no place is asked for again before its connection is let go. */
const ASKED_AGAIN_MS = 5_000;

/**
 * Watches in which order reads are taken, from how many wait.
 *
 * A look between which and the one before a single turn was given out, and a single line became
 * shorter, by one, shows whose turn it was. Whatever else may have happened is not judged.
 */
export class Turns {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #places = new Map<string, Place>();
  #fullMs = Number.NEGATIVE_INFINITY;

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** Whether reads may have been turned away lately at any process. */
  get wereFull(): boolean {
    return this.#nowMs() - this.#fullMs <= ASKED_AGAIN_MS;
  }

  /** A read comes to a process, and waits for its turn if it must. */
  comes(process: string): void {
    this.#place(process).come += 1;
  }

  /** A process gives a turn out. */
  given(process: string): void {
    this.#place(process).taken += 1;
  }

  /** What a process shows after something happened there. */
  shows(process: string, shown: ShownTurns): void {
    const place = this.#place(process);
    const line = lineOfTurn(place, shown);
    if (line !== null) this.#judge(process, line, shown);
    else if (place.taken > 0) place.sinceUnequal = null;
    if (shown.isFull) this.#fullMs = this.#nowMs();
    place.looks += 1;
    const grown = changesOf(place, shown).reduce((sum, by) => sum + Math.max(by, 0), 0);
    for (const [at, by] of changesOf(place, shown).entries()) {
      const line = moved(place.lines[at] ?? null, by, place.looks);
      const isKnown = grown === place.come;
      const isEmpty = shown.lines[at] === 0;
      place.lines[at] = isEmpty ? null : isKnown ? line : unknown(line, place.looks);
    }
    place.shown = shown;
    place.come = 0;
    place.taken = 0;
  }

  #judge(process: string, line: number, { passedOver }: ShownTurns): void {
    const place = this.#place(process);
    this.#bench.judged('R-QUEUE');
    const isUnequal = place.shown.lines.slice(0, line).some((count) => count > 0);
    const since = place.sinceUnequal;
    if (isUnequal && since !== null && since + 1 < FAIR_TURN) {
      const turns = String(since + 1);
      this.#report(process, `a smaller gap is passed over twice in ${turns} turns`);
    }
    if (isUnequal) place.sinceUnequal = 0;
    else if (since !== null) place.sinceUnequal = since + 1;
    if (passedOver > 0 || !isPassedOver(place, line)) return;
    this.#report(process, 'who waits longest is passed over, and it counts nobody');
  }

  #report(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'R-QUEUE', entity, detail });
  }

  #place(process: string): Place {
    const known = this.#places.get(process);
    if (known !== undefined) return known;
    const lines = [null, null, null];
    const place = { looks: 0, come: 0, taken: 0, shown: NOTHING, lines, sinceUnequal: null };
    this.#places.set(process, place);
    return place;
  }
}

/** By how much each line has grown since the last look. */
function changesOf({ shown: before }: Place, { lines }: ShownTurns): readonly number[] {
  return lines.map((count, at) => count - (before.lines[at] ?? 0));
}

/** @returns the line whose first had the one turn since the last look, or null. */
function lineOfTurn(place: Place, shown: ShownTurns): number | null {
  if (place.taken !== 1 || place.come > 0 || shown.loops !== place.shown.loops) return null;
  const changes = changesOf(place, shown);
  const [changed = null, ...others] = [...changes.keys()].filter((at) => changes[at] !== 0);
  return changed !== null && others.length === 0 && changes[changed] === -1 ? changed : null;
}

/** Whether somebody in another line has certainly waited for longer than everybody in this one. */
function isPassedOver({ lines }: Place, line: number): boolean {
  const since = lines[line]?.sinceLook ?? 0;
  return lines.some((other, at) => {
    if (at === line || other === null) return false;
    return (other.wasLeft ? other.newestLook : other.sinceLook) < since;
  });
}

function moved(line: Line | null, by: number, look: number): Line {
  if (line === null) return { sinceLook: look, newestLook: look, wasLeft: false };
  const newestLook = by > 0 ? look : line.newestLook;
  return { ...line, newestLook, wasLeft: line.wasLeft || by < 0 };
}

/** A line of which anybody may have gone, and others come, since the last look. */
function unknown(line: Line, look: number): Line {
  return { ...line, newestLook: look, wasLeft: true };
}
