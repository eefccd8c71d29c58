import type { TraceRecord } from '../kernel/trace.js';
import { headlineOf } from './headline.js';
import type { Failure } from './story.js';
import { witnessOf } from './witness.js';

/** Time, lane, event, room, seq, and what else there is to say. */
export type Line = readonly [string, string, string, string, string, string];

const WIDTHS = [11, 11, 12, 9, 7] as const;
/** Lines of a report in a terminal. */
const LINES_MAX = 200;

/** What led to the failure, one line a change of state. */
export function slicedLines(failure: Failure): readonly Line[] {
  const witness = witnessOf(failure.records, failure.violation);
  // Events of the kernel's are told by the notes that were made in them.
  return failure.records
    .filter(({ index, seq }) => seq === 0 && witness.has(index))
    .slice(-LINES_MAX)
    .map(lineOf);
}

/** The report for a terminal: headline, columns of fixed width, and what it passes without. */
export function terminalText(failure: Failure): string {
  const head = ['time', 'lane', 'event', 'room', 'seq', 'what'] as const;
  const without = failure.plan.shrinking?.passesWithout ?? [];
  return [
    headlineOf(failure),
    '',
    ...[head, ...slicedLines(failure)].map(inColumns),
    '',
    ...without.map((words) => `passes without ${words}`),
    `hash ${failure.hash}`,
    `npx hearth simulate replay ${failure.command}`,
  ].join('\n');
}

function lineOf({ timeUs, lane, kind, entity, about, detail }: TraceRecord): Line {
  // A fault names the lane that it struck, which is no place in a stream.
  const names = lane === 'fault' ? [] : about;
  const places = [...entity.split(' '), ...names].flatMap((word) => {
    const [, stream, seq] = /^(\w+(?::\d+)?)@(\d+)$/.exec(word) ?? [];
    return stream === undefined || seq === undefined ? [] : [{ stream, seq }];
  });
  const named = /\b(?:room|user):\d+\b|\baccount\b/.exec(entity)?.[0] ?? '';
  const room = places[0]?.stream ?? named;
  const seqs = [...new Set(places.filter(({ stream }) => stream === room).map(({ seq }) => seq))];
  const range = seqs.length > 1 ? `${seqs[0] ?? ''}-${seqs.at(-1) ?? ''}` : (seqs[0] ?? '');
  const what = kind === 'commit' ? detail : `${entity} ${detail}`.trim();
  return [(timeUs / 1_000_000).toFixed(6), lane, kind, room, range, what];
}

function inColumns(line: Line): string {
  const columns = line.slice(0, WIDTHS.length).map((cell, at) => {
    const width = WIDTHS[at] ?? 0;
    return at === 0 ? cell.padStart(width) : cell.slice(0, width - 1).padEnd(width);
  });
  return `${columns[0] ?? ''}  ${columns.slice(1).join('')}${line[5]}`.trimEnd();
}
