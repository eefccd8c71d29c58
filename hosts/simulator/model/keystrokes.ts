import type { ClientFrame } from '../../../core/vocabulary/frames.js';
import { roomStream, type RoomId } from '../../../core/vocabulary/ids.js';
import type { Bench } from './violation.js';

/** From one start that a page says to the next, in whichever room. */
const REPEAT_MS = 3_000;
/** Clocks of pages count whole steps, and differences of times are not exact. */
const INEXACT_MS = 1;
/** Timers that are in time. */
const PROMPT_MS = 50;

/** What was typed, and waits for the last start to be 3 s ago. */
interface Waiting {
  readonly roomId: RoomId;
  readonly dueMs: number;
}

/** Watches that pages say that their person types, as soon and as often as they are to. */
export class Keystrokes {
  readonly #bench: Bench;
  readonly #nowMs: () => number;
  readonly #startedMs = new Map<string, number>();
  /** The room in which each page has said so last, until that is over. */
  readonly #said = new Map<string, RoomId>();
  readonly #waiting = new Map<string, Waiting>();

  constructor(bench: Bench, nowMs: () => number) {
    this.#bench = bench;
    this.#nowMs = nowMs;
  }

  /** The page is gone. */
  forget(client: string): void {
    this.#startedMs.delete(client);
    this.stopped(client);
  }

  /** What was said is over: it was taken back, or the connection is gone. */
  stopped(client: string): void {
    this.#said.delete(client);
    this.settled(client);
  }

  /** The person has sent what they typed, or wiped it out. */
  settled(client: string): void {
    this.#waiting.delete(client);
  }

  /** The steady clock of a page stood still: its last start is less long ago than it seems. */
  woke(client: string): void {
    this.#startedMs.set(client, this.#nowMs());
    this.#waiting.delete(client);
  }

  handed(client: string, frame: ClientFrame): void {
    if (frame.type !== 'typing') return;
    this.stopped(client);
    if (frame.act === 'stop') return;
    this.#startedMs.set(client, this.#nowMs());
    this.#said.set(client, frame.roomId);
  }

  /** A page has taken a key, and said what there is to say. @param maySay - whether it may. */
  typed(client: string, roomId: RoomId, maySay: boolean): void {
    const dueMs = (this.#startedMs.get(client) ?? -Infinity) + REPEAT_MS;
    const goesOn = this.#said.get(client) === roomId;
    if (!goesOn) this.stopped(client);
    if (!maySay) return;
    this.#bench.judged('L-TYPING');
    if (dueMs + INEXACT_MS < this.#nowMs()) this.#unsaid(client, roomId);
    else if (!goesOn) this.#waiting.set(client, { roomId, dueMs });
  }

  /** Time goes on. @param maySay - whether a page may say so now, and its timers are in time. */
  look(maySay: (client: string, roomId: RoomId) => boolean): void {
    for (const [client, { roomId, dueMs }] of this.#waiting) {
      if (!maySay(client, roomId)) this.#waiting.delete(client);
      else if (dueMs + PROMPT_MS < this.#nowMs()) {
        this.#waiting.delete(client);
        this.#unsaid(client, roomId);
      }
    }
  }

  #unsaid(client: string, roomId: RoomId): void {
    const entity = `${client} ${roomStream(roomId)}`;
    const detail = 'its person types, and it does not say so';
    this.#bench.report({ invariant: 'L-TYPING', entity, detail });
  }
}
