import type { Channel, CloseReason, Transport } from '../../../ports/transport.js';
import type { Clock } from '../../../ports/clock.js';
import type { Codec } from '../../../ports/codec.js';
import type { Led } from '../../vocabulary/commands.js';
import { ERRORS } from '../../vocabulary/errors.js';
import type { Fence, ProfileId } from '../../vocabulary/fence.js';
import type { AnswerFrame, ClientFrame, HelloFrame, ServerFrame } from '../../vocabulary/frames.js';
import { GREETING_WAIT_MS } from '../limits.js';
import { LEAD_ATTEMPTS_MAX, LEAD_RETRY_MS } from './limits.js';

/** What a leader's connection tells its relay. */
export interface UpstreamEvents {
  /** The server has welcomed it and named the reign: tabs can be served. */
  serving(welcome: string): void;
  /** Any other frame but the answer to the bid for the reign. It may come before `serving`. */
  frame(frame: ServerFrame, text: string): void;
  /** The server has named the term of this reign. */
  led(fence: Fence): void;
  /** It is over, whoever ended it. */
  closed(reason: CloseReason): void;
}

export interface UpstreamParts {
  readonly transport: Transport;
  readonly codec: Codec;
  readonly clock: Clock;
}

/** What a connection starts with. */
interface Beginning {
  readonly hello: HelloFrame;
  /** The reign's fence if the server has named it before, on another connection. */
  readonly fence: Fence | null;
  readonly profile: Promise<ProfileId>;
}

/** The one connection of a browser: says hello, has its reign numbered, and carries frames. */
export class Upstream {
  readonly hello: HelloFrame;
  readonly #parts: UpstreamParts;
  readonly #profile: Promise<ProfileId>;
  readonly #events: UpstreamEvents;
  readonly #channel: Channel;
  readonly #cancelGreeting: () => void;
  #cancelRetry: () => void = () => undefined;
  #fence: Fence | null;
  #welcome: string | null = null;
  #leadId: number | null = null;
  #leadAttempts = 0;
  #lastId = 0;
  #isOver = false;

  constructor(parts: UpstreamParts, beginning: Beginning, events: UpstreamEvents) {
    this.hello = beginning.hello;
    this.#parts = parts;
    this.#profile = beginning.profile;
    this.#fence = beginning.fence;
    this.#events = events;
    this.#cancelGreeting = parts.clock.after(GREETING_WAIT_MS, () => this.#end('retry'));
    this.#channel = parts.transport.connect({
      opened: () => this.send(this.hello),
      frame: (text) => this.#receive(text),
      closed: (reason) => this.#end(reason),
    });
  }

  /** A number for a command or ping, unique within the connection. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Sends a frame; a command with the fence of the reign. */
  send(frame: ClientFrame): void {
    if (this.#isOver) return;
    const fenced =
      frame.type === 'command' && this.#fence !== null ? { ...frame, fence: this.#fence } : frame;
    this.#channel.send(this.#parts.codec.encodeClient(fenced).text);
  }

  /** Ends it without a word to the relay. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelGreeting();
    this.#cancelRetry();
    this.#channel.close();
  }

  #end(reason: CloseReason): void {
    if (this.#isOver) return;
    this.close();
    this.#events.closed(reason);
  }

  #receive(text: string): void {
    if (this.#isOver) return;
    const decoded = this.#parts.codec.decodeServer(text);
    if (!decoded.ok) {
      this.#end('retry');
      return;
    }
    const { frame } = decoded;
    if (frame.type === 'welcome') this.#welcomed(text);
    else if (frame.type === 'answer' && frame.id === this.#leadId) void this.#onLed(frame);
    else this.#events.frame(frame, text);
  }

  #welcomed(text: string): void {
    this.#welcome = text;
    if (this.#fence === null) void this.#lead();
    else this.#serve();
  }

  async #lead(): Promise<void> {
    const profile = await this.#profile;
    this.#leadId = this.nextId();
    this.#leadAttempts += 1;
    this.send({ type: 'command', id: this.#leadId, command: { name: 'lead', profile } });
  }

  async #onLed({ outcome }: AnswerFrame): Promise<void> {
    this.#leadId = null;
    if (outcome.ok) {
      const { term } = outcome.value as Led;
      const profile = await this.#profile;
      if (this.#isOver) return;
      this.#fence = { profile, term };
      this.#events.led(this.#fence);
      this.#serve();
      return;
    }
    const { code, retryAfterMs = LEAD_RETRY_MS } = outcome.refusal;
    if (!ERRORS[code].retryable || this.#leadAttempts >= LEAD_ATTEMPTS_MAX) this.#end('retry');
    else this.#cancelRetry = this.#parts.clock.after(retryAfterMs, () => void this.#lead());
  }

  #serve(): void {
    this.#cancelGreeting();
    this.#events.serving(this.#welcome ?? '');
  }
}
