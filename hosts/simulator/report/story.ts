import type { TraceRecord } from '../kernel/trace.js';
import type { Violation } from '../model/violation.js';
import type { Plan } from '../plan/plan.js';
import type { SceneRow } from '../world/scene.js';
import { laneOf, witnessOf } from './witness.js';

/** Everything that a report of one failed run is made of. */
export interface Failure {
  readonly plan: Plan;
  readonly records: readonly TraceRecord[];
  /** What was violated first; null where the run failed in another way. */
  readonly violation: Violation | null;
  /** How the run failed, where nothing was violated. */
  readonly otherwise: string;
  readonly hash: string;
  /** Both sides' state at the failing moment. */
  readonly scene: readonly SceneRow[];
  /** Arguments of the command line that give the same run again. */
  readonly command: string;
}

/** A point on a lane. */
export interface Mark {
  readonly kind: string;
  readonly lane: string;
  readonly event: number;
  readonly words: string;
}

/** Something on its way from one lane to another. */
export interface Arrow {
  readonly from: { readonly lane: string; readonly event: number };
  readonly to: { readonly lane: string; readonly event: number };
  readonly words: string;
  readonly fate: 'arrived' | 'doubled' | 'lost';
}

/** A stretch of time in which a lane is down, away or cut off. */
export interface Band {
  readonly lane: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly words: string;
}

/** One failed run as lanes, points, arrows and stretches of time. */
export interface Story {
  readonly lanes: readonly string[];
  readonly marks: readonly Mark[];
  readonly arrows: readonly Arrow[];
  readonly bands: readonly Band[];
  /** Events with anything on them, in order, with their times. */
  readonly moments: readonly { readonly event: number; readonly timeUs: number }[];
}

/** Notes that are told by the arrow that they belong to. */
const TOLD_BY_ARROWS = new Set(['get', 'got', 'send', 'sent']);
/** Fates that the arrow itself shows, for frames that do arrive. */
const LOST = new Set(['drop', 'lostRequest', 'lostAnswer']);
/** Events that carry something from one lane to another. */
const CARRIERS = new Set(['frame', 'request', 'answer', 'signal', 'message']);

/** @param all - false: only what led to the violation. */
export function tell(failure: Failure, all: boolean): Story {
  const { records, violation } = failure;
  const witness = all ? null : witnessOf(records, violation);
  const told = records.filter(({ index }) => witness?.has(index) !== false);
  const children = childrenOf(records);
  const arrows = told.flatMap((record) => arrowOf(record, records, children));
  const marks = told.flatMap(markOf);
  const bands = bandsOf(failure);
  const events = new Set([
    ...marks.map(({ event }) => event),
    ...arrows.flatMap(({ from, to }) => [from.event, to.event]),
  ]);
  const moments = [...events]
    .sort((one, other) => one - other)
    .map((event) => ({ event, timeUs: records[event]?.timeUs ?? 0 }));
  const lanes = lanesOf([
    ...marks.map(({ lane }) => lane),
    ...arrows.flatMap(({ from, to }) => [from.lane, to.lane]),
  ]);
  return { lanes, marks, arrows, bands: bands.filter(({ lane }) => lanes.includes(lane)), moments };
}

/** Notes of each event. */
function childrenOf(records: readonly TraceRecord[]): ReadonlyMap<number, readonly TraceRecord[]> {
  const children = new Map<number, TraceRecord[]>();
  for (const record of records) {
    if (record.seq !== 0) continue;
    const notes = children.get(record.cause) ?? [];
    notes.push(record);
    children.set(record.cause, notes);
  }
  return children;
}

function arrowOf(
  record: TraceRecord,
  records: readonly TraceRecord[],
  children: ReadonlyMap<number, readonly TraceRecord[]>,
): readonly Arrow[] {
  if (LOST.has(record.kind)) return lostArrow(record);
  const cause = records[record.cause];
  if (record.seq === 0 || cause === undefined || !CARRIERS.has(record.kind)) return [];
  const [from, lane] = endsOf(record, cause);
  if (from === lane) return [];
  const heard = children.get(record.index)?.find(({ kind }) => kind === 'get' || kind === 'got');
  const twins = records.filter((other) => isTwin(record, other)).length;
  const isLost = record.kind === 'frame' && heard === undefined;
  return [
    {
      from: { lane: from, event: cause.index },
      to: { lane, event: record.index },
      words: heard === undefined ? (isLost ? 'cut off' : record.entity) : wordsOf(heard),
      fate: isLost ? 'lost' : twins > 0 ? 'doubled' : 'arrived',
    },
  ];
}

/** From where to where. A frame's pipe says it: `c1.1#2 up` goes from the tab to the server. */
function endsOf(record: TraceRecord, cause: TraceRecord): readonly [string, string] {
  const [here, there] = [laneOf(record.lane), laneOf(cause.lane)];
  if (record.kind === 'request') return [here, 'server'];
  const [, client] = /^(\S+?)#\d+ up$/.exec(record.entity) ?? [];
  return [record.kind === 'frame' && client !== undefined ? client : there, here];
}

function isTwin(one: TraceRecord, other: TraceRecord): boolean {
  if (one.index === other.index || one.cause !== other.cause || one.kind !== other.kind)
    return false;
  return one.entity === other.entity && one.payload === other.payload && one.payload !== 0;
}

/** What never arrived has no event of its own: the note in the event that sent it tells of it. */
function lostArrow({ lane, cause, entity, about, kind }: TraceRecord): readonly Arrow[] {
  if (cause < 0) return [];
  const from = laneOf(lane);
  const client = about.map((name) => /^c\d+[^\s/#]*/.exec(name)?.[0]).find(Boolean);
  const to = from.startsWith('c') && from !== 'checker' ? 'server' : (client ?? 'server');
  const words = kind === 'lostAnswer' ? 'answer lost' : `${entity} lost`;
  return to === from
    ? []
    : [{ from: { lane: from, event: cause }, to: { lane: to, event: cause }, words, fate: 'lost' }];
}

function markOf(record: TraceRecord): readonly Mark[] {
  const { seq, lane, kind, entity, about, cause, index } = record;
  if (seq !== 0 || TOLD_BY_ARROWS.has(kind) || LOST.has(kind)) return [];
  const event = cause < 0 ? index : cause;
  if (lane === 'checker') return [{ kind, lane, event, words: entity }];
  if (lane === 'fault') {
    const victim = laneOf(/^c\d/.test(entity) ? entity : (about[0] ?? 'server'));
    return [{ kind: 'fault', lane: victim, event, words: `${kind} ${entity}`.trim() }];
  }
  return [{ kind, lane: laneOf(lane), event, words: wordsOf(record) }];
}

function wordsOf({ kind, entity, detail }: TraceRecord): string {
  const verb = TOLD_BY_ARROWS.has(kind) ? '' : `${kind} `;
  return `${verb}${entity} ${detail}`.trim();
}

/** Times in which a server is down, a page closed, or a planned fault goes on. */
function bandsOf({ records, plan }: Failure): readonly Band[] {
  const endUs = records.at(-1)?.timeUs ?? 0;
  const open = new Map<string, { readonly fromUs: number; readonly words: string }>();
  const bands: Band[] = [];
  for (const { lane: life, kind, entity, timeUs, seq } of records) {
    const lane = laneOf(life);
    const ends = kind === 'serving' || (kind === 'opened' && entity === 'page');
    const begins = seq === 0 && (kind === 'crash' || (kind === 'closed' && entity === 'page'));
    const before = open.get(lane);
    if (ends && before !== undefined) {
      bands.push({ lane, ...before, toUs: timeUs });
      open.delete(lane);
    }
    if (begins) open.set(lane, { fromUs: timeUs, words: kind === 'crash' ? 'down' : 'closed' });
  }
  for (const [lane, { fromUs, words }] of open) bands.push({ lane, fromUs, toUs: endUs, words });
  const planned = plan.faults.flatMap((fault) => {
    if (!('forMs' in fault)) return [];
    const fromUs = fault.t * 1_000;
    const toUs = Math.min(endUs, (fault.t + fault.forMs) * 1_000);
    const lane = 'client' in fault ? laneOf(fault.client) : 'server';
    return fromUs >= endUs ? [] : [{ lane, fromUs, toUs, words: fault.class }];
  });
  return [...bands, ...planned];
}

/** People on the left, servers and what is behind them on the right. */
function lanesOf(used: readonly string[]): readonly string[] {
  const rank = (lane: string): number => {
    if (/^c\d/.test(lane)) return 0;
    if (lane.startsWith('server')) return 1;
    return lane === 'database' ? 3 : 2;
  };
  return [...new Set(used)]
    .filter((lane) => lane !== 'checker')
    .sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}
