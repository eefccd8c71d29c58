import type { Clock } from '../../../ports/clock.js';
import type { Codec } from '../../../ports/codec.js';
import { refused } from '../../vocabulary/errors.js';
import type { AnswerFrame, CommandFrame, PongFrame } from '../../vocabulary/frames.js';
import type { StreamName } from '../../vocabulary/ids.js';
import type { MonotonicMs } from '../../vocabulary/time.js';
import { PROBE_WAIT_MS } from '../limits.js';
import { RELAYED_COMMANDS_MAX, RELAYED_PINGS_MAX } from './limits.js';
import type { Seat } from './seat.js';

/** Whose question it was, and its number there. */
interface Errand {
  readonly seat: Seat;
  readonly id: number;
}

/** Questions of all tabs that are with the server, under the numbers that they have there. */
export class Errands {
  readonly #clock: Clock;
  readonly #codec: Codec;
  readonly #commands = new Map<number, Errand>();
  readonly #pings = new Map<number, Errand>();
  /** When the server was asked something since which nothing was heard. */
  #silentSince: MonotonicMs | null = null;

  constructor({ clock, codec }: { readonly clock: Clock; readonly codec: Codec }) {
    this.#clock = clock;
    this.#codec = codec;
  }

  get commands(): number {
    return this.#commands.size;
  }

  /** Whether the server has left a ping without a word for as long as a client waits for one. */
  get isUnanswered(): boolean {
    const since = this.#silentSince;
    return since !== null && this.#clock.monotonic() - since >= PROBE_WAIT_MS;
  }

  /** @returns false where too many wait; the client has been answered. */
  command(seat: Seat, { id, command }: CommandFrame, number: number): boolean {
    if (this.#commands.size < RELAYED_COMMANDS_MAX) {
      this.#commands.set(number, { seat, id });
      return true;
    }
    const outcome = refused('busy', 'Too much is under way in this browser.');
    this.#say(seat, { type: 'answer', id, name: command.name, outcome });
    return false;
  }

  ping(seat: Seat, id: number, number: number): void {
    this.#silentSince ??= this.#clock.monotonic();
    this.#pings.set(number, { seat, id });
    const [oldest] = this.#pings.keys();
    if (this.#pings.size > RELAYED_PINGS_MAX && oldest !== undefined) this.#pings.delete(oldest);
  }

  /** Something came from the server. */
  heard(): void {
    this.#silentSince = null;
  }

  answered(answer: AnswerFrame): void {
    const errand = this.#commands.get(answer.id);
    if (errand === undefined) return;
    this.#commands.delete(answer.id);
    this.#say(errand.seat, { ...answer, id: errand.id });
  }

  /** @param follows - whether a seat follows a stream: it is told of those alone. */
  ponged(pong: PongFrame, follows: (seat: Seat, stream: StreamName) => boolean): void {
    const errand = this.#pings.get(pong.n);
    if (errand === undefined) return;
    this.#pings.delete(pong.n);
    const { seat, id: n } = errand;
    const { heads, presence, ...rest } = pong;
    const ofSeat = <Word extends readonly [StreamName, number]>(words: readonly Word[]) =>
      words.filter(([stream]) => follows(seat, stream));
    const versions = presence === undefined ? {} : { presence: ofSeat(presence) };
    this.#say(seat, { ...rest, n, heads: ofSeat(heads), ...versions });
  }

  clear(): void {
    this.#commands.clear();
    this.#pings.clear();
    this.heard();
  }

  #say(seat: Seat, frame: AnswerFrame | PongFrame): void {
    seat.deliver(this.#codec.encodeServer(frame).text);
  }
}
