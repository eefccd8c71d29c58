import type { Arrow, Band, Mark, Story } from './story.js';

/** Sizes in the units of the drawing, which are pixels where it is not scaled. */
export const GRID = {
  /** Left of the first lane: the times. */
  left: 116,
  lane: 158,
  right: 150,
  top: 64,
  row: 26,
  /** A pause is drawn longer than nothing, and no longer than this. */
  pauseMax: 54,
  bottom: 40,
} as const;

/** Rows of one drawing: more than a browser scrolls through well are left out at the beginning. */
export const MOMENTS_MAX = 500;

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly { readonly name: string; readonly x: number }[];
  readonly times: readonly { readonly y: number; readonly timeUs: number }[];
  readonly marks: readonly (Mark & { readonly x: number; readonly y: number })[];
  readonly arrows: readonly (Arrow & {
    readonly x1: number;
    readonly y1: number;
    readonly x2: number;
    readonly y2: number;
  })[];
  readonly bands: readonly (Band & {
    readonly x: number;
    readonly y1: number;
    readonly y2: number;
  })[];
  /** Moments that were left out. */
  readonly leftOut: number;
}

/** Gives everything of a story its place. Time goes down, and long pauses are shortened. */
export function layOut(story: Story): Placed {
  const lanes = story.lanes.map((name, at) => ({ name, x: GRID.left + GRID.lane * (at + 0.5) }));
  const xOf = new Map(lanes.map(({ name, x }) => [name, x]));
  const moments = story.moments.slice(-MOMENTS_MAX);
  const marks = placeMarks(story.marks);
  const tops = new Map<number, number>();
  const times: { y: number; timeUs: number }[] = [];
  let y = GRID.top;
  let lastUs: number | null = null;
  for (const { event, timeUs } of moments) {
    y += lastUs === null ? GRID.row : GRID.row + pause(timeUs - lastUs);
    tops.set(event, y);
    if (lastUs === null || timeUs - lastUs >= 1) times.push({ y, timeUs });
    lastUs = timeUs;
    y += GRID.row * Math.max(0, (marks.rows.get(event) ?? 1) - 1);
  }
  const yOf = (event: number): number | undefined => tops.get(event);
  const arrows = story.arrows.flatMap((arrow) => {
    const [x1, y1] = [xOf.get(arrow.from.lane), yOf(arrow.from.event)];
    const [x2, y2] = [xOf.get(arrow.to.lane), yOf(arrow.to.event)];
    if (x1 === undefined || x2 === undefined || y2 === undefined) return [];
    return [{ ...arrow, x1, y1: y1 ?? GRID.top, x2, y2 }];
  });
  const at = timeScale(times);
  return {
    width: GRID.left + GRID.lane * lanes.length + GRID.right,
    height: y + GRID.bottom,
    lanes,
    times,
    arrows,
    marks: marks.placed.flatMap((mark) => {
      const [x, top] = [xOf.get(mark.lane) ?? GRID.left, yOf(mark.event)];
      return top === undefined ? [] : [{ ...mark, x, y: top + GRID.row * mark.row }];
    }),
    bands: story.bands.flatMap((band) => {
      const x = xOf.get(band.lane);
      return x === undefined ? [] : [{ ...band, x, y1: at(band.fromUs), y2: at(band.toUs) }];
    }),
    leftOut: story.moments.length - moments.length,
  };
}

function pause(us: number): number {
  return Math.min(GRID.pauseMax, 7 * Math.log10(1 + us / 1_000));
}

/** Several marks of one event stand below each other. */
function placeMarks(marks: readonly Mark[]): {
  readonly placed: readonly (Mark & { readonly row: number })[];
  readonly rows: ReadonlyMap<number, number>;
} {
  const rows = new Map<number, number>();
  const placed = marks.map((mark) => {
    const row = rows.get(mark.event) ?? 0;
    rows.set(mark.event, row + 1);
    return { ...mark, row };
  });
  return { placed, rows };
}

/** Where a time is between the rows. */
function timeScale(
  times: readonly { readonly y: number; readonly timeUs: number }[],
): (us: number) => number {
  return (us) => {
    const after = times.findIndex(({ timeUs }) => timeUs >= us);
    const [next, before] = [times[after], times[after - 1]];
    if (next === undefined) return (times.at(-1)?.y ?? GRID.top) + GRID.row / 2;
    if (before === undefined) return next.y;
    const share = (us - before.timeUs) / Math.max(1, next.timeUs - before.timeUs);
    return before.y + share * (next.y - before.y);
  };
}
