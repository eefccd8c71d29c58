import { SOCKET_UNSENT_BYTES_MAX } from '../../ports/socket.js';
import type { Timeline } from './timeline.js';

/**
 * What happens to one frame inside a live connection. Only a broken proxy does other than
 * `deliver`.
 */
export type FrameFate =
  | { readonly kind: 'deliver' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'double' }
  /** Later frames overtake it by as much. */
  | { readonly kind: 'late'; readonly byMs: number };

/** How one direction of a connection behaves. Asked anew for each frame. */
export interface PipeConditions {
  /** Milliseconds from one end to the other. */
  delayMs(): number;
  fate(text: string): FrameFate;
  /**
   * Virtual time at which the network takes bytes again; any time that has passed when it takes
   * them now.
   */
  takesBytesAtMs(): number;
  /** Unsent bytes from which on the sender is told that it is full. */
  readonly unsentBytesMax?: number;
}

/** A frame, or what happens at the receiver after those before it. */
type Waiting =
  { readonly text: string; readonly byteLength: number } | { readonly step: () => void };

/** Keeps frames of one direction apart in time, so that they arrive in order. */
const STEP_MS = 0.001;

/** Frames that follow each other within this time go in one packet. */
const TOGETHER_MS = 1;

export interface PipeOptions {
  readonly entity: string;
  /** Time of the sending process; frames that it had not handed over die with it. */
  readonly sender: Timeline;
  /** Time of the receiving process. */
  readonly receiver: Timeline;
  readonly conditions: PipeConditions;
  readonly arrived: (text: string) => void;
  /** The sender's waiting bytes have fallen below the high-water mark. */
  readonly drained: () => void;
}

/** One direction of a connection: a buffer at the sender, and frames on their way in order. */
export class Pipe {
  readonly #options: PipeOptions;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #wasFull = false;
  #lastArrivalMs = 0;
  #lastSentMs = -Infinity;
  #progressMs: number;
  #inFlight = 0;
  #cut = false;

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#progressMs = options.sender.nowMs();
  }

  get #unsentBytesMax(): number {
    return this.#options.conditions.unsentBytesMax ?? SOCKET_UNSENT_BYTES_MAX;
  }

  /** Bytes that the network has not taken yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Virtual time at which the network last took a byte; now when nothing waits. */
  get progressMs(): number {
    return this.#waiting.length === 0 ? this.#options.sender.nowMs() : this.#progressMs;
  }

  send(text: string, byteLength: number): 'ok' | 'full' {
    this.#waitingBytes += byteLength;
    this.#add({ text, byteLength });
    this.#wasFull = this.#waitingBytes >= this.#unsentBytesMax;
    return this.#wasFull ? 'full' : 'ok';
  }

  /** Runs a step at the receiver after everything that was sent so far. */
  afterAll(step: () => void): void {
    this.#add({ step });
  }

  /** Nothing that has not arrived will arrive. @returns how many frames are lost by it. */
  cut(): number {
    this.#cut = true;
    const lost = this.#waiting.length + this.#inFlight;
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    return lost;
  }

  #add(waiting: Waiting): void {
    // Up to now nothing was waiting.
    if (this.#waiting.length === 0) this.#progressMs = this.#options.sender.nowMs();
    this.#waiting.push(waiting);
    if (this.#waiting.length === 1) this.#hand();
  }

  #hand(): void {
    const { sender, conditions, entity } = this.#options;
    while (this.#waiting.length > 0 && !this.#cut) {
      const pauseMs = conditions.takesBytesAtMs() - sender.nowMs();
      if (pauseMs > 0) {
        sender.after(pauseMs, { kind: 'unstall', entity }, () => {
          this.#hand();
          this.#tellDrained();
        });
        return;
      }
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#progressMs = sender.nowMs();
      if ('step' in next) this.#arriveLast(next.step);
      else {
        this.#waitingBytes -= next.byteLength;
        this.#fly(next.text);
      }
    }
  }

  #arriveLast(step: () => void): void {
    const { receiver, conditions, entity } = this.#options;
    const atMs = this.#arrivalMs(conditions.delayMs());
    receiver.after(atMs - receiver.nowMs(), { kind: 'close', entity }, () => {
      if (!this.#cut) step();
    });
  }

  #tellDrained(): void {
    if (!this.#wasFull || this.#waitingBytes >= this.#unsentBytesMax) return;
    this.#wasFull = false;
    this.#options.drained();
  }

  #fly(text: string): void {
    const { sender, receiver, conditions } = this.#options;
    const fate = conditions.fate(text);
    if (fate.kind === 'drop') return;
    const delayMs = conditions.delayMs();
    if (fate.kind === 'late') {
      this.#arriveAt(receiver.nowMs() + delayMs + fate.byMs, text);
      return;
    }
    // What is handed over at nearly the same time goes in one packet.
    const together = sender.nowMs() - this.#lastSentMs < TOGETHER_MS;
    this.#lastSentMs = sender.nowMs();
    this.#arriveAt(this.#arrivalMs(together ? 0 : delayMs), text);
    if (fate.kind === 'double') this.#arriveAt(this.#arrivalMs(delayMs), text);
  }

  #arrivalMs(delayMs: number): number {
    const atMs = Math.max(this.#lastArrivalMs + STEP_MS, this.#options.receiver.nowMs() + delayMs);
    this.#lastArrivalMs = atMs;
    return atMs;
  }

  #arriveAt(atMs: number, text: string): void {
    const { receiver, entity, arrived } = this.#options;
    this.#inFlight += 1;
    const step = { kind: 'frame', entity, payload: textHash(text) };
    receiver.after(atMs - receiver.nowMs(), step, () => {
      this.#inFlight -= 1;
      if (!this.#cut) arrived(text);
    });
  }
}

/** The last text that was hashed: a run goes to all clients at once. */
let last = { text: '', hash: 0x811c9dc5 };

/** A number that stands for a text in traces (FNV-1a over its UTF-16 units). */
export function textHash(text: string): number {
  if (text !== last.text) last = { text, hash: hashUnits(text) };
  return last.hash;
}

function hashUnits(text: string): number {
  let word = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
  }
  return word >>> 0;
}
