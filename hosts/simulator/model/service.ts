import type { ClientFrame, ServerFrame } from '../../../core/vocabulary/frames.js';
import { roomOfStream, type StreamName } from '../../../core/vocabulary/ids.js';
import type { Deliveries } from './deliveries.js';
import type { Log } from './log.js';
import type { Bench } from './violation.js';

/** How long each may take while nothing is in its way. Milliseconds. */
export interface Promises {
  /** Until a hello is answered. */
  readonly welcomeMs: number;
  /** Until a join is, where no other join of the connection is. */
  readonly joinMs: number;
  /** From a commit until those who follow its stream are sent it. */
  readonly eventMs: number;
  /** From a commit until those who don't are told of it, where they were told of the room. */
  readonly headMs: number;
  /** Until they are told of a room that is new to them. */
  readonly newRoomMs: number;
}

/** Something that a connection waits for. */
interface Debt {
  /** Sequence that it waits for; 0 where it waits for no place. */
  readonly seq: number;
  readonly sinceMs: number;
}

/** How long something has lasted, and how long it may. */
interface Lasting {
  readonly forMs: number;
  readonly mostMs: number;
}

interface Wanted {
  readonly seq: number;
  readonly mostMs: number;
}

interface Served {
  helloMs: number | null;
  isWelcome: boolean;
  heardMs: number | null;
  readonly told: Map<StreamName, number>;
  debts: Map<string, Debt>;
}

/** Watches that whoever is connected is served in time, by what goes over the wire alone. */
export class Service {
  readonly #bench: Bench;
  readonly #log: Log;
  readonly #deliveries: Deliveries;
  readonly #nowMs: () => number;
  readonly #connections = new Map<string, Served>();

  constructor(
    parts: { readonly bench: Bench; readonly log: Log; readonly deliveries: Deliveries },
    nowMs: () => number,
  ) {
    this.#bench = parts.bench;
    this.#log = parts.log;
    this.#deliveries = parts.deliveries;
    this.#nowMs = nowMs;
  }

  serverGot(connection: string, frame: ClientFrame): void {
    const served = this.#served(connection);
    served.heardMs = this.#nowMs();
    if (frame.type === 'hello') served.helloMs ??= served.heardMs;
    // What was sent before it was left needs no telling, and the rest is told like any news.
    if (frame.type !== 'leave') return;
    const last = this.#deliveries.lastSent(connection, frame.stream);
    served.told.set(frame.stream, Math.max(last ?? 0, served.told.get(frame.stream) ?? 0));
  }

  serverSent(connection: string, frame: ServerFrame): void {
    const served = this.#served(connection);
    if (frame.type === 'welcome') served.isWelcome = true;
    if (frame.type !== 'heads') return;
    for (const [roomId, seq] of frame.heads) served.told.set(`room:${roomId}`, seq);
  }

  /** Whether anything of it went over the wire. */
  isKnown(connection: string): boolean {
    return this.#connections.has(connection);
  }

  /** When a connection was heard last; null before. */
  heardMs(connection: string): number | null {
    return this.#connections.get(connection)?.heardMs ?? null;
  }

  /** Whether it has said hello. */
  isGreeted(connection: string): boolean {
    return this.#connections.get(connection)?.helloMs != null;
  }

  /**
   * Looks at what a connection waits for.
   *
   * @param wellMs - since when nothing has been in the way of its process and its socket.
   */
  look(connection: string, wellMs: number, promises: Promises): void {
    const served = this.#connections.get(connection);
    if (served === undefined) return;
    const now = this.#nowMs();
    const debts = new Map<string, Debt>();
    for (const [what, { seq, mostMs }] of this.#wanted(connection, served, promises)) {
      this.#bench.judged('L-DELIVER');
      const known = served.debts.get(what);
      const debt = known !== undefined && this.#isOpen(connection, what, known) ? known : null;
      debts.set(what, debt ?? { seq, sinceMs: now });
      const waitedMs = now - Math.max(wellMs, debt?.sinceMs ?? now);
      if (waitedMs <= mostMs) continue;
      const [waited, most] = [waitedMs.toFixed(0), mostMs.toFixed(0)];
      const detail = `it has waited for ${what} for ${waited} ms, where ${most} are enough`;
      this.#bench.report({ invariant: 'L-DELIVER', entity: connection, detail });
    }
    served.debts = debts;
  }

  /** A process has connections, and has looked up no session of theirs for a while. */
  unchecked(process: string, forMs: number, mostMs: number): void {
    this.#bench.judged('L-DELIVER');
    if (forMs <= mostMs) return;
    const detail = `it has looked up no session of its connections for ${forMs.toFixed(0)} ms`;
    this.#bench.report({ invariant: 'L-DELIVER', entity: process, detail });
  }

  /** How many rooms a process has news of, while nothing has happened to it for a while. */
  kept(process: string, news: number, { forMs, mostMs }: Lasting): void {
    this.#bench.judged('R-QUEUE');
    if (news === 0 || forMs <= mostMs) return;
    const detail = `it keeps news of ${String(news)} rooms for ${forMs.toFixed(0)} ms`;
    this.#bench.report({ invariant: 'R-QUEUE', entity: process, detail });
  }

  /** Whether what was waited for then is still not there. */
  #isOpen(connection: string, what: string, { seq }: Debt): boolean {
    const [kind, stream = ''] = what.split(' ');
    if (kind === 'events') {
      return (this.#deliveries.lastSent(connection, stream as StreamName) ?? 0) < seq;
    }
    if (kind !== 'head') return true;
    return (this.#connections.get(connection)?.told.get(stream as StreamName) ?? 0) < seq;
  }

  *#wanted(
    connection: string,
    served: Served,
    promises: Promises,
  ): Iterable<readonly [string, Wanted]> {
    const { welcomeMs, joinMs, eventMs } = promises;
    if (served.helloMs === null) return;
    if (!served.isWelcome) {
      yield ['welcome', { seq: 0, mostMs: welcomeMs }];
      return;
    }
    const followed = this.#deliveries.followedBy(connection);
    const joining = followed.filter(({ isAsked }) => isAsked);
    for (const { stream } of joining) {
      yield [`join ${stream}`, { seq: 0, mostMs: joinMs * joining.length }];
    }
    for (const { stream, isAsked, last } of followed) {
      const seq = this.#log.head(stream);
      if (isAsked || last === null || last >= seq) continue;
      yield [`events ${stream}`, { seq, mostMs: eventMs }];
    }
    yield* this.#wantedHeads(served, followed, promises);
  }

  *#wantedHeads(
    { told }: Served,
    followed: ReturnType<Deliveries['followedBy']>,
    { headMs, newRoomMs }: Promises,
  ): Iterable<readonly [string, Wanted]> {
    for (const stream of this.#log.streams) {
      if (roomOfStream(stream) === null) continue;
      if (followed.some((one) => one.stream === stream)) continue;
      const seq = this.#log.head(stream);
      const before = told.get(stream);
      if ((before ?? 0) >= seq) continue;
      yield [`head ${stream}`, { seq, mostMs: before === undefined ? newRoomMs : headMs }];
    }
  }

  #served(connection: string): Served {
    const known = this.#connections.get(connection);
    if (known !== undefined) return known;
    const served: Served = {
      helloMs: null,
      isWelcome: false,
      heardMs: null,
      told: new Map(),
      debts: new Map(),
    };
    this.#connections.set(connection, served);
    return served;
  }
}
