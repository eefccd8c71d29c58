import type { MessageId, StreamName, UserId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** An event as it was found in the store after a commit, by someone who is not the store. */
export interface CommittedEvent {
  readonly stream: StreamName;
  readonly seq: number;
  readonly at: number;
  readonly actor: UserId | null;
  readonly kind: string;
  readonly data: string;
  /** Hexadecimal. */
  readonly digest: string;
  readonly content: {
    readonly messageId: MessageId;
    readonly revision: number;
    /** Hexadecimal. */
    readonly hash: string;
    /** The text as the store had it right after the commit; null when it was gone by then. */
    readonly body: string | null;
  } | null;
}

/** The newest event of each stream. */
export type Heads = ReadonlyMap<StreamName, { readonly seq: number; readonly digest: string }>;

/** Every committed event, by stream. Streams grow by one and keep what they have. */
export class Log {
  readonly #streams = new Map<StreamName, CommittedEvent[]>();
  readonly #bench: Bench;
  /** Events that a restored copy of the database did not have, by stream. */
  readonly #undone = new Map<StreamName, CommittedEvent[]>();
  #restores = 0;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  get streams(): readonly StreamName[] {
    return [...this.#streams.keys()];
  }

  head(stream: StreamName): number {
    return this.#streams.get(stream)?.length ?? 0;
  }

  event(stream: StreamName, seq: number): CommittedEvent | null {
    return this.#streams.get(stream)?.[seq - 1] ?? null;
  }

  /** Events of a stream in order, up to one of them. */
  events(stream: StreamName, upTo = Infinity): readonly CommittedEvent[] {
    const all = this.#streams.get(stream) ?? [];
    return upTo >= all.length ? all : all.slice(0, upTo);
  }

  /** @returns whether the event took the next place of its stream. */
  append(event: CommittedEvent): boolean {
    const events = this.#streams.get(event.stream) ?? [];
    this.#streams.set(event.stream, events);
    const { stream, seq } = event;
    this.#bench.judged('S-SEQ-DENSE');
    if (seq !== events.length + 1) {
      const length = String(events.length);
      const detail = `${stream} has ${length} events and was given number ${String(seq)}`;
      this.#bench.report({ invariant: 'S-SEQ-DENSE', entity: `${stream}@${String(seq)}`, detail });
      return false;
    }
    const before = events[events.length - 1];
    if (before !== undefined && event.at < before.at) {
      const detail = `its time ${String(event.at)} is before that of the event before it`;
      this.#bench.report({ invariant: 'S-SEQ-DENSE', entity: `${stream}@${String(seq)}`, detail });
    }
    events.push(event);
    return true;
  }

  /** How often an older copy of the database has taken its place. */
  get restores(): number {
    return this.#restores;
  }

  /** Whether this was the chain digest at a place of a stream before that was undone. */
  wasAt(stream: StreamName, seq: number, digest: string): boolean {
    const undone = this.#undone.get(stream) ?? [];
    return undone.some((event) => event.seq === seq && event.digest.startsWith(digest));
  }

  /** An older copy of the database has taken its place: what came after it was never committed. */
  restored(heads: Heads): void {
    this.#restores += 1;
    for (const [stream, events] of this.#streams) {
      const kept = heads.get(stream)?.seq ?? 0;
      const known = this.#undone.get(stream) ?? [];
      this.#undone.set(stream, [...known, ...events.splice(kept)]);
      if (events.length === 0) this.#streams.delete(stream);
    }
  }

  /** Compares what is in the store, after a restart or at the end, with what was committed. */
  recovered(heads: Heads): void {
    for (const [stream, events] of this.#streams) {
      const newest = events[events.length - 1];
      const found = heads.get(stream);
      this.#bench.judged('S-ACK-DURABLE');
      if (newest === undefined || (found?.seq === newest.seq && found.digest === newest.digest)) {
        continue;
      }
      const detail =
        `${String(newest.seq)} events were committed, and ` +
        `${String(found?.seq ?? 0)} of them or others are there`;
      this.#bench.report({
        invariant: 'S-ACK-DURABLE',
        entity: `${stream}@${String(newest.seq)}`,
        detail,
      });
    }
  }
}
