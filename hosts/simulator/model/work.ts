import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import { countedWith, type Committed } from './committed.js';
import type { CommittedEvent, Log } from './log.js';
import type { Bench } from './violation.js';

/** Statements for each event that a unit appends: its row, its head, and whom it names. */
const STATEMENTS_PER_EVENT = 5;
/** Others of a unit: who asks, what was asked before, the rows that change. */
const STATEMENTS_BESIDE = 13;
/** Others of a unit that posts, which is the one that everybody waits for. */
const STATEMENTS_BESIDE_POST = 8;

/** Frames to a connection besides those for what it says and what is committed: goodbyes. */
const FRAMES_BESIDE = 4;

/** Reads of the log of one process besides those for what is committed and joined. */
const READS_BESIDE = 20;
/** Events that come together are read together, and what is in the ring is not read. */
const READS_PER_EVENT = 1.25;
/** What an edit or a deletion overtakes while it is being read is read again. */
const READS_PER_CHANGE = 0.75;
const READS_PER_JOIN = 1;

/** What a unit has done. */
export interface UnitWork {
  readonly statements: number;
  /** Events that it has appended. */
  readonly events: number;
  readonly isPost: boolean;
}

/** Sessions that are looked up besides: for reads that fail. */
const SESSIONS_BESIDE = 20;

interface Given {
  /** Frames that it may be sent for what it said. */
  due: number;
  /** Events that were committed before it came. */
  readonly since: number;
  sent: number;
}

interface Reader {
  joins: number;
  readonly since: Committed;
  reads: number;
  /** Sessions that may have been looked up by now, and those that were. */
  sessionsDue: number;
  sessions: number;
  sessionAtMs: number;
}

/**
 * Watches that the work for a message grows with those whom it reaches, and with nothing else: what
 * its unit asks the store, how often the log is read for it, and what sockets are given.
 */
export class Work {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #connections = new Map<string, Given>();
  readonly #readers = new Map<string, Reader>();
  readonly #nowMs: () => number;
  #committed: Committed = { events: 0, changes: 0 };

  constructor({ bench, log }: { readonly bench: Bench; readonly log: Log }, nowMs: () => number) {
    this.#bench = bench;
    this.#log = log;
    this.#nowMs = nowMs;
  }

  committed(events: readonly CommittedEvent[]): void {
    this.#committed = countedWith(this.#committed, events);
  }

  /** A unit has come to its end. */
  unit(place: string, { statements, events, isPost }: UnitWork): void {
    this.#bench.judged('R-WORK');
    const beside = isPost ? STATEMENTS_BESIDE_POST : STATEMENTS_BESIDE;
    const most = beside + STATEMENTS_PER_EVENT * events;
    if (statements <= most) return;
    const [of, took] = [String(events), `${String(statements)} statements`];
    const what = isPost ? 'a post' : 'a unit';
    this.#tooMuch(place, `${what} of ${of} events took ${took}, not ${String(most)} at most`);
  }

  /** Events of a stream were read, for whoever wants them. */
  readLog(place: string): void {
    const reader = this.#reader(place);
    reader.reads += 1;
    this.#bench.judged('R-WORK');
    const events = this.#committed.events - reader.since.events;
    const changes = this.#committed.changes - reader.since.changes;
    const forEvents = READS_PER_EVENT * events + READS_PER_CHANGE * changes;
    const most = READS_BESIDE + forEvents + READS_PER_JOIN * reader.joins;
    if (reader.reads <= most) return;
    const detail =
      `${String(reader.reads)} reads of the log for ${String(events)} events, ` +
      `${String(changes)} of them changes, and ${String(reader.joins)} joins`;
    this.#tooMuch(place, detail);
  }

  /** A session was looked up. */
  readSession(place: string): void {
    const reader = this.#reader(place);
    reader.sessions += 1;
    reader.sessionAtMs = this.#nowMs();
    this.#bench.judged('R-WORK');
    const most = SESSIONS_BESIDE + reader.sessionsDue;
    if (reader.sessions <= most) return;
    const detail = `${String(reader.sessions)} sessions were looked up, not ${most.toFixed(0)}`;
    this.#tooMuch(place, detail);
  }

  /** When a process last looked a session up. */
  sessionAtMs(place: string): number {
    return this.#reader(place).sessionAtMs;
  }

  /** So many connections have been open for so many times that after which each is looked up. */
  watched(place: string, sessions: number): void {
    this.#reader(place).sessionsDue += sessions;
  }

  /** A process has been asked for something over HTTP: whoever asks is looked up once. */
  requested(place: string): void {
    this.#reader(place).sessionsDue += 1;
  }

  /** A process has heard what may be a join of somebody who is not watched. */
  asked(place: string): void {
    const reader = this.#reader(place);
    reader.joins += 1;
    reader.sessionsDue += 1;
  }

  /** @param place - the process that has heard it. */
  heard(connection: string, place: string, frame: ClientFrame): void {
    const given = this.#given(connection);
    if (frame.type === 'join') {
      this.asked(place);
      const behind = this.#log.head(frame.stream) - (frame.position?.seq ?? 0);
      // A snapshot and that it is live, or the events that it lacks.
      given.due += 2 + Math.max(0, behind);
    } else if (frame.type === 'hello') {
      this.watched(place, 1);
      given.due += 3;
    } else if (frame.type !== 'typing') given.due += 1;
  }

  said(connection: string, place: string, { type }: ServerFrame): void {
    // Who types and who is here is told for no message: how often is another matter.
    if (type === 'typist' || type === 'presence') return;
    const given = this.#given(connection);
    // A stream that began anew was joined once more.
    if (type === 'reset') this.watched(place, 1);
    given.sent += 1;
    this.#bench.judged('R-WORK');
    const most = FRAMES_BESIDE + given.due + this.#committed.events - given.since;
    if (given.sent <= most) return;
    const detail = `a frame of type ${type} is one more than the ${String(most)} with a reason`;
    this.#tooMuch(connection, detail);
  }

  #given(connection: string): Given {
    const known = this.#connections.get(connection);
    if (known !== undefined) return known;
    const given = { due: 0, since: this.#committed.events, sent: 0 };
    this.#connections.set(connection, given);
    return given;
  }

  #reader(place: string): Reader {
    const known = this.#readers.get(place);
    if (known !== undefined) return known;
    const reader = {
      joins: 0,
      since: this.#committed,
      reads: 0,
      sessionsDue: 0,
      sessions: 0,
      sessionAtMs: 0,
    };
    this.#readers.set(place, reader);
    return reader;
  }

  #tooMuch(entity: string, detail: string): void {
    this.#bench.report({ invariant: 'R-WORK', entity, detail });
  }
}
