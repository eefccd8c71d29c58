import type { TraceRecord } from '../kernel/trace.js';
import type { Failure } from './story.js';
import { laneOf } from './witness.js';

/** What happened, in one plain sentence or two. */
export function headlineOf(failure: Failure): string {
  const { violation, records, otherwise } = failure;
  if (violation === null) return otherwise;
  const { invariant, entity, detail, at } = violation;
  const when = seconds(at * 1_000);
  const place = entity.split(' ').find((word) => word.includes('@')) ?? entity;
  switch (invariant) {
    case 'S-ACK-DURABLE':
      return lostHeadline(records, place, when);
    case 'S-EXACTLY-ONCE':
      return doubledHeadline(records, entity, when);
    case 'S-OUTBOX': {
      const [client = '', id = ''] = entity.split(' ');
      const text = said(records, id);
      return `${client} lost its message ${text}: ${detail}. It was found out at ${when}.`;
    }
    case 'S-TIMELINE':
    case 'S-CURSOR-MONO': {
      const [client = '', stream = ''] = entity.split(' ');
      const shows = invariant === 'S-TIMELINE' ? 'shows' : 'has lost its place in';
      const why = lostOnTheWay(records, client);
      return `${client} ${shows} ${stream} wrongly at ${when}: ${detail}.${why}`;
    }
    case 'S-NO-GAP-AT-HANDOVER': {
      const [connection = '', stream = ''] = entity.split(' ');
      return `${laneOf(connection)} was sent ${stream} with a gap at ${when}: ${detail}.`;
    }
    default:
      return `${entity} broke ${invariant} at ${when}: ${detail}.`;
  }
}

function lostHeadline(records: readonly TraceRecord[], place: string, when: string): string {
  const answer = records.find(({ kind, about }) => kind === 'get' && about.includes(place));
  const command = records.find(
    ({ kind, about }) => kind === 'send' && about[0] === answer?.about[0],
  );
  const crash = records.findLast(({ kind }) => kind === 'crash');
  const after = crash === undefined ? '' : ` after the crash at ${seconds(crash.timeUs)}`;
  if (answer === undefined || command === undefined) {
    return `${place} was committed, and is not in the store${after}. It was found out at ${when}.`;
  }
  const isLate = crash !== undefined && crash.timeUs < answer.timeUs;
  const before = isLate ? `: the server had crashed at ${seconds(crash.timeUs)}` : '';
  const what = command.detail === '' ? place : `${command.detail} (${place})`;
  return (
    `${laneOf(answer.lane)} lost ${what}: it was acknowledged at ${seconds(answer.timeUs)} ` +
    `and is not in the store${isLate ? before : after}.`
  );
}

function doubledHeadline(records: readonly TraceRecord[], entity: string, when: string): string {
  const named = entity.split(' ').find((word) => word.length > 12);
  const post = records.findLast(({ kind, about }) => kind === 'got' && about.length > 1);
  const id = named ?? post?.about[1] ?? '';
  const first = records.find(({ kind, about }) => kind === 'commit' && about.includes(id));
  const sender = records.find(({ kind, about }) => kind === 'send' && about.includes(id));
  const whose = sender === undefined ? 'A message' : `${laneOf(sender.lane)}’s message`;
  const before =
    first === undefined
      ? ''
      : `it was stored as ${first.about[0] ?? ''} at ${seconds(first.timeUs)}, and `;
  return `${whose} ${said(records, id)} is stored twice: ${before}again at ${when}.`;
}

/** If a frame to a client was lost before, that is most likely why. */
function lostOnTheWay(records: readonly TraceRecord[], client: string): string {
  const lost = records.findLast(
    ({ kind, about }) =>
      (kind === 'drop' || kind === 'late') && about.some((name) => name.startsWith(client)),
  );
  if (lost === undefined) return '';
  const fate = lost.kind === 'drop' ? 'was lost' : 'was overtaken';
  return ` The frame “${lost.entity}” to it ${fate} at ${seconds(lost.timeUs)}.`;
}

/** The text of the message of an id. */
function said(records: readonly TraceRecord[], id: string): string {
  return records.find(({ kind, about }) => kind === 'send' && about.includes(id))?.detail ?? id;
}

/** Virtual microseconds as people read them. */
export function seconds(us: number): string {
  return `${(us / 1_000_000).toFixed(3)}\u00a0s`;
}
