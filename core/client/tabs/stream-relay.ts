import type { LiveFrame, ResetFrame, RunFrame } from '../../vocabulary/frames.js';
import type { Position, Sequence } from '../../vocabulary/position.js';
import { RunRing, type KeptRun } from './run-ring.js';
import type { Seat } from './seat.js';

/** How far a seat was served. */
interface Served {
  /** Everything up to here was delivered; null while only a snapshot can serve it. */
  sent: Sequence | null;
  /** Its join is with the server, which brings what is missing. */
  isJoining: boolean;
  /**
   * While nobody knows whether its position is of the log that comes: a run that begins up to here
   * can only be the answer to its join. Null once it is known.
   */
  doubtedTo: Sequence | null;
}

/** A join that nobody has answered yet. */
interface Wish {
  readonly position: Position | null;
  /** One who joins again has seen a fault, or waits for long: the ring cannot be what mends it. */
  readonly isRepair: boolean;
}

/** What the server said of its head, and as it came. */
interface Live {
  readonly frame: LiveFrame;
  readonly text: string;
}

/** A join that the server has not answered yet, and for whom it is. */
interface Flight {
  readonly seats: Set<Seat>;
  readonly position: Position | null;
  hasReset: boolean;
}

/**
 * One stream that several tabs follow over one subscription.
 *
 * A join goes to the server, one at a time, unless the ring has everything from the position to the
 * head, the position is known to be of its log, and the server's last `live` lies between. What a
 * seat misses its client notices by its own positions.
 */
export class StreamRelay {
  readonly #ask: (position: Position | null) => void;
  readonly #served = new Map<Seat, Served>();
  /** Joins that wait until the one before is answered. */
  readonly #waiting = new Map<Seat, Wish>();
  #flight: Flight | null = null;
  #ring: RunRing | null = null;
  #live: Live | null = null;

  /** @param ask - joins the stream at the server. */
  constructor(ask: (position: Position | null) => void) {
    this.#ask = ask;
  }

  /** Whether no tab wants the stream. */
  get isIdle(): boolean {
    return this.#served.size === 0 && this.#waiting.size === 0;
  }

  /** Runs that are kept. */
  get ringSize(): number {
    return this.#ring?.size ?? 0;
  }

  /** Bytes of them. */
  get ringBytes(): number {
    return this.#ring?.bytes ?? 0;
  }

  isFollowedBy(seat: Seat): boolean {
    return this.#served.has(seat) || this.#waiting.has(seat);
  }

  join(seat: Seat, position: Position | null): void {
    const isRepair = this.#served.delete(seat) || this.#waiting.has(seat);
    const isAgain = this.#flight?.seats.has(seat) === true;
    this.#waiting.set(seat, { position, isRepair });
    // One who asks again has had no answer, and nobody else will have one before.
    if (isAgain) this.#flight = null;
    if (this.#flight === null) this.#next();
  }

  leave(seat: Seat): void {
    this.#served.delete(seat);
    this.#waiting.delete(seat);
    if (this.#flight?.seats.delete(seat) !== true || this.#flight.seats.size > 0) return;
    this.#flight = null;
    this.#next();
  }

  /** A signal of the server, for those who are live. */
  signal(text: string): void {
    for (const [seat, { sent, isJoining }] of this.#served) {
      if (sent !== null && !isJoining) seat.offer(text);
    }
  }

  run(frame: RunFrame, text: string): void {
    this.#ring?.add(frame, text);
    for (const [seat, served] of this.#served) {
      const { sent, isJoining, doubtedTo } = served;
      if (sent === null || frame.to <= sent) continue;
      if (isJoining && frame.from > sent + 1) continue;
      // What goes on from where others are may be of another log: it is kept for its `live`.
      if (doubtedTo !== null && frame.from > doubtedTo) continue;
      served.doubtedTo = null;
      served.sent = frame.to;
      seat.deliver(text);
    }
  }

  reset(frame: ResetFrame, text: string): void {
    const isOtherHistory = this.#ring?.epoch !== frame.epoch;
    this.#live = null;
    this.#restartRing(frame.epoch, frame.seq).know(frame.seq, frame.digest);
    const flight = this.#flight;
    const isAnswer = flight !== null && !flight.hasReset;
    if (isAnswer) flight.hasReset = true;
    for (const [seat, served] of this.#served) {
      const isMeant = !isAnswer || flight.seats.has(seat);
      if (isMeant) Object.assign(served, { sent: frame.seq, doubtedTo: null });
      else if (isOtherHistory) served.sent = null;
      if (isMeant) seat.deliver(text);
    }
  }

  /**
   * The join is answered. Those for whom it was are live; another who is further behind than it
   * finds out by it, and joins again.
   */
  live(frame: LiveFrame, text: string): void {
    this.#live = { frame, text };
    this.#know(frame);
    this.#flight = null;
    for (const [seat, served] of this.#served) {
      const isBehind = served.sent === null || served.sent < frame.seq;
      const isMeant = served.isJoining || isBehind;
      const runs = served.doubtedTo === null ? null : this.#runsAfter(served);
      Object.assign(served, { isJoining: false, doubtedTo: null });
      if (runs !== null) deliverAround(seat, runs, { frame, text });
      else if (isMeant) seat.deliver(text);
    }
    this.#next();
  }

  /** A join that was not answered by a snapshot went on from its position: that was right. */
  #know({ seq, digest }: LiveFrame): void {
    const { position = null, hasReset = true } = this.#flight ?? {};
    if (position !== null && !hasReset) this.#ring?.know(position.seq, position.digest);
    this.#ring?.know(seq, digest);
  }

  /** What was kept for one whose position has turned out right; null where it is not there. */
  #runsAfter(served: Served): readonly KeptRun[] | null {
    const runs = served.sent === null ? null : (this.#ring?.after(served.sent) ?? null);
    if (runs !== null) served.sent = this.#ring?.head ?? served.sent;
    return runs;
  }

  /** A pong says how far the server is. Where the ring is behind, the next join is asked of it. */
  told(head: Sequence): void {
    if (this.#ring !== null && this.#ring.head < head) this.#live = null;
  }

  /** The stream is not to be had: nobody follows it any more. */
  denied(text: string): void {
    const seats = [...this.#served.keys(), ...this.#waiting.keys()];
    this.#served.clear();
    this.#waiting.clear();
    this.#flight = null;
    this.#ring = null;
    this.#live = null;
    for (const seat of seats) seat.deliver(text);
  }

  /** Serves whom the ring can serve, and asks the server for the first of the others. */
  #next(): void {
    for (const [seat, wish] of this.#waiting) this.#serveFromRing(seat, wish);
    const [first] = this.#waiting.values();
    if (first === undefined) return;
    const { position } = first;
    const alike = [...this.#waiting].filter(([, wish]) => areEqual(position, wish.position));
    const seats = new Set(alike.map(([seat]) => seat));
    const isRight = position === null ? false : (this.#ring?.knows(position) ?? null);
    const sent = position === null || isRight === false ? null : position.seq;
    const doubtedTo = isRight === true ? null : (this.#ring?.head ?? null);
    for (const seat of seats) {
      this.#waiting.delete(seat);
      this.#served.set(seat, { sent, isJoining: true, doubtedTo });
    }
    this.#flight = { seats, position, hasReset: false };
    if (this.#ring === null && position !== null) this.#restartRing(position.epoch, position.seq);
    this.#ask(position);
  }

  #serveFromRing(seat: Seat, { position, isRepair }: Wish): void {
    const live = this.#live;
    const ring = this.#ring;
    if (isRepair || live === null || ring === null || position === null) return;
    if (ring.knows(position) !== true || position.seq > live.frame.seq) return;
    if (ring.head < live.frame.seq) return;
    const runs = ring.after(position.seq);
    if (runs === null) return;
    this.#waiting.delete(seat);
    this.#served.set(seat, { sent: ring.head, isJoining: false, doubtedTo: null });
    deliverAround(seat, runs, live);
  }

  #restartRing(epoch: string, at: Sequence): RunRing {
    if (this.#ring === null) this.#ring = new RunRing(epoch, at);
    else this.#ring.restart(epoch, at);
    return this.#ring;
  }
}

/** Hands runs over, and in its place among them where the server's head was. */
function deliverAround(seat: Seat, runs: readonly KeptRun[], { frame, text }: Live): void {
  for (const run of runs) if (run.to <= frame.seq) seat.deliver(run.text);
  seat.deliver(text);
  for (const run of runs) if (run.to > frame.seq) seat.deliver(run.text);
}

function areEqual(one: Position | null, other: Position | null): boolean {
  if (one === null || other === null) return one === other;
  return one.epoch === other.epoch && one.seq === other.seq && one.digest === other.digest;
}
