import type { TraceRecord } from '../kernel/trace.js';
import type { Violation } from '../model/violation.js';

/** A place in a stream and a command of a connection: names that lines share. */
const PLACE = /^(?:room:\d+|account|user:\d+)@\d+$/;
const COMMAND = /^\S+#\d+\/\d+$/;
/** What a client was given lately, where a failure is about what it shows. */
const LATELY = 6;

/** Lines that change what is possible for everyone: they are told wherever they happen. */
const STATE_KINDS = new Set(['crash', 'serving', 'opened', 'closed', 'violated', 'power']);

/**
 * Indexes of the records that led to a violation: the check, what caused it, and what carries the
 * names of what it is about, back to the first operation.
 */
export function witnessOf(
  records: readonly TraceRecord[],
  violation: Violation | null,
): ReadonlySet<number> {
  const slice = new Slice(records);
  const names = namesIn(violation);
  for (const record of records) {
    if (record.kind === 'violated') slice.add(record.index);
    else if (record.about.some((name) => names.has(name))) slice.add(record.index);
  }
  if (violation !== null) for (const index of lately(records, violation)) slice.add(index);
  slice.followNames();
  const indexes = slice.indexes;
  const from = Math.min(...[...indexes].map((index) => records[index]?.timeUs ?? 0));
  for (const { index, lane, kind, timeUs } of records) {
    const isState = lane === 'fault' || STATE_KINDS.has(kind);
    if (isState && timeUs >= from) indexes.add(index);
  }
  return indexes;
}

/** Names in what a violation says: those of its entity, and places that its words spell out. */
function namesIn(violation: Violation | null): ReadonlySet<string> {
  if (violation === null) return new Set();
  const { entity, detail } = violation;
  const words = entity.split(' ');
  const stream = words
    .map((word) => word.split('@')[0] ?? '')
    .find((word) => /^\w+:\d+$/.test(word));
  const numbers = [...detail.matchAll(/\b(?:at|to|number) (\d+)\b/g)].map(([, number]) => number);
  const places = numbers.map((number) => `${String(stream)}@${String(number)}`);
  const ids = words.filter((word) => PLACE.test(word) || word.length > 12);
  return new Set([entity, ...ids, ...(stream === undefined ? [] : places)]);
}

/** What the client that a violation names got of the stream that it names, last. */
function lately(records: readonly TraceRecord[], { entity }: Violation): readonly number[] {
  const [client = '', stream = ''] = entity.split(' ');
  if (stream === '') return [];
  return records
    .filter(({ lane, kind }) => kind === 'get' && laneOf(lane) === laneOf(client))
    .filter(({ about }) => about.some((name) => name.includes(stream)))
    .slice(-LATELY)
    .map(({ index }) => index);
}

/** `server@2` is the second life of `server`, and `c1#7` a connection of `c1`. */
export function laneOf(lane: string): string {
  return lane.split(/[@#]/)[0] ?? lane;
}

/** Records with everything that caused them. */
class Slice {
  readonly indexes = new Set<number>();
  readonly #records: readonly TraceRecord[];

  constructor(records: readonly TraceRecord[]) {
    this.#records = records;
  }

  add(index: number): void {
    for (let at = index; at >= 0 && !this.indexes.has(at); at = this.#records[at]?.cause ?? -1) {
      this.indexes.add(at);
    }
  }

  /** Adds what carries the command or message id of what is there, and came before. */
  followNames(): void {
    const followed = new Set<string>();
    for (;;) {
      const found = [...this.indexes].flatMap((index) => this.#records[index]?.about ?? []);
      const fresh = found.filter((name) => isFollowed(name) && !followed.has(name));
      if (fresh.length === 0) return;
      for (const name of fresh) followed.add(name);
      for (const { index, about } of this.#records) {
        if (about.some((name) => fresh.includes(name))) this.add(index);
      }
    }
  }
}

function isFollowed(name: string): boolean {
  return COMMAND.test(name) || (!name.includes(' ') && !name.includes('@') && name.length > 12);
}
