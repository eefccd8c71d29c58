import { seconds } from './headline.js';
import { GRID, type Placed } from './layout.js';

/** Length of an arrow's head, and of the arms of a cross. */
const HEAD = 8;
const CROSS = 6;
/** Half the width of a band: its words stand beside the lane, free of what is marked on it. */
const BAND = 48;
/** Characters of a label. */
const LABEL_MAX = 34;

/** Text as it stands in HTML and SVG. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The sequence diagram: lanes from above to below, what goes between them slanted by its delay. */
export function drawing(placed: Placed, title: string): string {
  const { width, height } = placed;
  const parts = [
    ...placed.bands.map(band),
    ...placed.times.map((time) => timeLine(time, width)),
    ...placed.lanes.map((lane) => laneLine(lane, height)),
    ...placed.arrows.map(arrow),
    ...placed.marks.map((one) => mark(one, width)),
    ...placed.lanes.map(laneName),
  ];
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"`,
    ` aria-label="${escape(title)}">`,
    ...parts,
    '</svg>',
  ].join('\n');
}

function laneLine({ x }: Placed['lanes'][number], height: number): string {
  return `<line class="lane" x1="${x}" y1="${GRID.top - 12}" x2="${x}" y2="${height - 12}"/>`;
}

function laneName({ name, x }: Placed['lanes'][number]): string {
  const width = Math.max(56, name.length * 8.4 + 24);
  const kind = /^c\d/.test(name) ? 'person' : 'machine';
  return (
    `<g class="name ${kind}"><rect x="${x - width / 2}" y="14" width="${width}" height="30" ` +
    `rx="8"/><text x="${x}" y="34" text-anchor="middle">${escape(name)}</text></g>`
  );
}

function timeLine({ y, timeUs }: Placed['times'][number], width: number): string {
  return (
    `<line class="grid" x1="${GRID.left}" y1="${y}" x2="${width}" y2="${y}"/>` +
    `<text class="time" x="${GRID.left - 12}" y="${y + 4}" text-anchor="end">` +
    `${seconds(timeUs)}</text>`
  );
}

function band({ x, y1, y2, words }: Placed['bands'][number]): string {
  const height = Math.max(14, y2 - y1);
  const kind = words === 'down' ? 'down' : 'away';
  return (
    `<g class="band ${kind}"><rect x="${x - BAND}" y="${y1}" width="${BAND * 2}" ` +
    `height="${height}" rx="6"/>` +
    `<text x="${x - BAND + 6}" y="${y1 + height / 2 + 4}">${escape(words)}</text></g>`
  );
}

function arrow(one: Placed['arrows'][number]): string {
  const { x1, y1, fate, words } = one;
  // What never arrives ends on its way.
  const share = fate === 'lost' ? 0.6 : 1;
  const x2 = x1 + (one.x2 - x1) * share;
  const fall = one.y2 > y1 ? one.y2 - y1 : GRID.row;
  const y2 = y1 + fall * share;
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const ends = fate === 'lost' ? [cross(x2, y2)] : [head(x2, y2, [ux, uy])];
  if (fate === 'doubled') ends.push(head(x2 - ux * HEAD, y2 - uy * HEAD, [ux, uy]));
  return (
    `<g class="arrow ${fate}"><line x1="${x1}" y1="${y1}" x2="${round(x2)}" y2="${round(y2)}"/>` +
    `${ends.join('')}${arrowLabel(short(words), { x1, y1, x2, y2 })}</g>`
  );
}

/** Along the arrow and above it, by the end where it is read. */
function arrowLabel(
  words: string,
  { x1, y1, x2, y2 }: Readonly<Record<'x1' | 'y1' | 'x2' | 'y2', number>>,
): string {
  const right = x2 > x1;
  const angle = (Math.atan((y2 - y1) / (x2 - x1)) * 180) / Math.PI;
  const [x, y] = [round(x2 + (right ? -16 : 16)), round(y2 - ((y2 - y1) / Math.abs(x2 - x1)) * 16)];
  return (
    `<text transform="translate(${x} ${y}) rotate(${round(angle)})" y="-5" ` +
    `text-anchor="${right ? 'end' : 'start'}">${escape(words)}</text>`
  );
}

function head(x: number, y: number, [ux, uy]: readonly [number, number]): string {
  const back = [x - ux * HEAD, y - uy * HEAD] as const;
  const wing = HEAD / 2.2;
  const one = `${round(back[0] - uy * wing)},${round(back[1] + ux * wing)}`;
  const other = `${round(back[0] + uy * wing)},${round(back[1] - ux * wing)}`;
  return `<polygon points="${round(x)},${round(y)} ${one} ${other}"/>`;
}

function cross(x: number, y: number): string {
  const line = (dx: number): string =>
    `<line class="cross" x1="${round(x - dx)}" y1="${round(y - CROSS)}" ` +
    `x2="${round(x + dx)}" y2="${round(y + CROSS)}"/>`;
  return line(CROSS) + line(-CROSS);
}

function mark(one: Placed['marks'][number], width: number): string {
  const { x, y, kind, words, lane } = one;
  if (lane === 'checker') {
    return (
      `<g class="mark violated"><line x1="${GRID.left}" y1="${y}" x2="${width - 8}" y2="${y}"/>` +
      `<text x="${width - 12}" y="${y - 6}" text-anchor="end">${escape(words)}</text></g>`
    );
  }
  const shape = shapeOf(kind, x, y);
  // What people send goes to the right of them.
  const [side, anchor] = /^c\d/.test(lane) ? [-12, 'end'] : [12, 'start'];
  const label =
    `<text x="${x + side}" y="${y + 4}" text-anchor="${anchor}">` +
    `${escape(short(words))}</text>`;
  return `<g class="mark ${escape(kind)}">${shape}${label}</g>`;
}

function shapeOf(kind: string, x: number, y: number): string {
  switch (kind) {
    case 'commit':
      return `<rect x="${x - 9}" y="${y - 2.5}" width="18" height="5" rx="1"/>`;
    case 'crash':
      return cross(x, y);
    case 'fault':
      return `<path d="M${x - 6} ${y + 6}L${x} ${y - 7}L${x + 6} ${y + 6}Z"/>`;
    default:
      return `<circle cx="${x}" cy="${y}" r="4.5"/>`;
  }
}

function short(words: string): string {
  return words.length > LABEL_MAX ? `${words.slice(0, LABEL_MAX - 1)}…` : words;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
