import type { Sighting, Skipped } from './view-record.js';

/** What a load brought to light. The first three must be 0. */
export interface Verdict {
  /** Kept by a client and gone, or stored and never shown to somebody. */
  readonly lost: number;
  /** Stored twice, or shown twice. */
  readonly doubled: number;
  /**
   * Stored in another order than it was written in, or shown in another order than it is stored in.
   */
  readonly reordered: number;
  /** Not shown because a client was told to start anew from a snapshot. It can be loaded. */
  readonly skipped: number;
}

export interface Evidence {
  /** Keys that each author wrote and whose client promised to keep them, in order of writing. */
  readonly written: readonly (readonly string[])[];
  /** Keys that are still in view of their author as not sent. */
  readonly unsent: ReadonlySet<string>;
  /** What is stored, in order. */
  readonly stored: readonly Sighting[];
  readonly records: readonly {
    readonly sightings: readonly Sighting[];
    readonly skipped: readonly Skipped[];
  }[];
}

/** Compares what was written, what is stored and what everybody saw. */
export function judge({ written, unsent, stored, records }: Evidence): Verdict {
  const storedKeys = new Map(stored.map(({ key, seq }) => [key, seq]));
  const gone = written.flat().filter((key) => !storedKeys.has(key) && !unsent.has(key)).length;
  const views = records.map((record) => judgeView(stored, record));
  return {
    lost: gone + sum(views.map(({ lost }) => lost)),
    doubled: repeats(stored) + sum(records.map(({ sightings }) => repeats(sightings))),
    reordered:
      sum(written.map((keys) => inversions(keys.flatMap((key) => storedKeys.get(key) ?? [])))) +
      sum(records.map(({ sightings }) => inversions(sightings.map(({ seq }) => seq)))),
    skipped: sum(views.map(({ skipped }) => skipped)),
  };
}

function judgeView(
  stored: readonly Sighting[],
  { sightings, skipped }: Evidence['records'][number],
): { readonly lost: number; readonly skipped: number } {
  const seen = new Set(sightings.map(({ key }) => key));
  const unseen = stored.filter(({ key }) => !seen.has(key));
  const excused = unseen.filter(({ seq }) =>
    skipped.some(({ from, to }) => seq >= from && seq <= to),
  );
  return { lost: unseen.length - excused.length, skipped: excused.length };
}

function repeats(sightings: readonly Sighting[]): number {
  return sightings.length - new Set(sightings.map(({ key }) => key)).size;
}

/** How often a number is followed by one that is not greater. */
function inversions(numbers: readonly number[]): number {
  return numbers.filter((value, index) => index > 0 && value <= (numbers[index - 1] ?? 0)).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
