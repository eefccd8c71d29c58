import type { ErrorCode } from '../../core/vocabulary/errors.js';
import { utf8Length } from '../../core/vocabulary/utf8.js';
import type { EncodedFrame } from '../../ports/codec.js';
import type { Socket, SocketEvents } from '../../ports/socket.js';
import type { Channel, ChannelEvents, CloseReason } from '../../ports/transport.js';
import { closeCodeOf, closeReasonOf } from '../wire/close-codes.js';
import { Pipe, type PipeConditions } from './pipe.js';
import type { Timeline } from './timeline.js';

/** An end that hears no answer to its close lets go of the connection after this. */
const CLOSING_MS_MAX = 5_000;

/** What someone who checks sees of a connection, at the instant at which it happens. */
export interface ConnectionWatcher {
  /** The client opened or re-opened it: the connection is on its way. */
  connecting(connection: SimulatedConnection): void;
  clientSent(connection: SimulatedConnection, text: string): void;
  serverGot(connection: SimulatedConnection, text: string): void;
  /** The server's end is about to be over, whoever ends it: its process may. It may come again. */
  serverEnding(connection: SimulatedConnection): void;
  serverSent(connection: SimulatedConnection, frame: EncodedFrame): void;
  clientGot(connection: SimulatedConnection, text: string): void;
  /** The client knows that it is over. */
  clientClosed(connection: SimulatedConnection): void;
  /** The server has let go of it; one that has ended lets go of nothing. */
  serverClosed(connection: SimulatedConnection): void;
}

/** When each end learns that a connection was cut; null for never: it stays half-open. */
export interface Cut {
  readonly serverAfterMs: number | null;
  readonly clientAfterMs: number | null;
}

export interface ConnectionOptions {
  /** Unique within the simulation. */
  readonly id: string;
  readonly client: Timeline;
  readonly server: Timeline;
  readonly up: PipeConditions;
  readonly down: PipeConditions;
  readonly channelEvents: ChannelEvents;
  readonly watcher: ConnectionWatcher | null;
  /** Called once when neither end holds it any more. */
  readonly forgotten: (connection: SimulatedConnection) => void;
}

/**
 * One connection with its two ends. Frames arrive in order and none is lost while it lives; what is
 * on its way when it is cut never arrives, and each end learns of the cut at its own time or never.
 */
export class SimulatedConnection {
  readonly id: string;
  readonly #options: ConnectionOptions;
  readonly #up: Pipe;
  readonly #down: Pipe;
  #listener: SocketEvents | null = null;
  /** Frames that came before anyone listened. */
  readonly #unheard: string[] = [];
  #serverEnd: 'open' | 'closing' | 'closed' = 'open';
  #clientEnd: 'open' | 'closing' | 'closed' = 'open';
  #cut = false;
  #closedFor: ErrorCode | null = null;
  #usedAtMs: number;
  #cancelClosing: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.id = options.id;
    this.#options = options;
    this.#usedAtMs = options.client.nowMs();
    this.#up = new Pipe({
      entity: `${options.id} up`,
      sender: options.client,
      receiver: options.server,
      conditions: options.up,
      arrived: (text) => {
        this.#serverGot(text);
      },
      drained: () => undefined,
    });
    this.#down = new Pipe({
      entity: `${options.id} down`,
      sender: options.server,
      receiver: options.client,
      conditions: options.down,
      arrived: (text) => {
        this.#clientGot(text);
      },
      drained: () => {
        if (this.#serverEnd === 'open') this.#listener?.drained();
      },
    });
  }

  /** Whether both ends hold it and nothing has cut it. */
  get live(): boolean {
    return this.#serverEnd === 'open' && this.#clientEnd === 'open' && !this.#cut;
  }

  /** Whether the server holds its end: it may not have learnt yet that the other is gone. */
  get isServed(): boolean {
    return this.#serverEnd === 'open';
  }

  /** Whether the server has taken it: before, it is on its way to somebody who may be busy. */
  get isHeard(): boolean {
    return this.#listener !== null;
  }

  /** Virtual time at which an end last handed over a frame, or at which it was opened. */
  get usedAtMs(): number {
    return this.#usedAtMs;
  }

  /** Why the server closed it in good order; null where it did not. */
  get closedFor(): ErrorCode | null {
    return this.#closedFor;
  }

  /** The server's end. */
  readonly socket: Socket = {
    listen: (events) => {
      this.#listener = events;
      for (const text of this.#unheard.splice(0)) events.frame(text);
      // It was over before anyone listened: that is told, and never from within a call.
      if (this.#serverEnd !== 'closed') return;
      this.#options.server.after(0, { kind: 'close', entity: this.id }, () => {
        events.closed();
      });
    },
    send: (frame) => this.#serverSend(frame),
    bufferedBytes: () => this.#down.waitingBytes,
    lastProgressAt: () => this.#down.progressMs,
    close: (code) => {
      this.#serverClose(code);
    },
    reset: () => {
      this.cut({ serverAfterMs: null, clientAfterMs: this.#options.down.delayMs() });
      // The end that resets lets go, whether or not it had learned of an earlier cut.
      this.#options.server.after(0, { kind: 'cut', entity: this.id }, () => {
        this.#serverClosed();
      });
    },
  };

  /** The client's end. */
  readonly channel: Channel = {
    send: (text) => {
      if (this.#clientEnd !== 'open') return;
      this.#usedAtMs = this.#options.client.nowMs();
      this.#options.watcher?.clientSent(this, text);
      if (!this.#cut) this.#up.send(text, utf8Length(text));
    },
    close: () => {
      if (this.#clientEnd !== 'open') return;
      this.#clientEnd = 'closing';
      this.endClient();
      this.#options.client.after(0, { kind: 'close', entity: this.id }, () => {
        this.#clientClosed('retry');
      });
    },
  };

  /** Tells the client that the connection stands, before anything that the server sends. */
  tellOpened(): void {
    this.#down.afterAll(() => {
      if (this.#clientEnd === 'open') this.#options.channelEvents.opened();
    });
  }

  /** Cuts it: nothing on its way arrives. @returns how many frames are lost by it. */
  cut(cut: Cut): number {
    if (this.#cut) return 0;
    this.#cut = true;
    const lost = this.#up.cut() + this.#down.cut();
    const { server, client } = this.#options;
    if (cut.serverAfterMs !== null) {
      server.after(cut.serverAfterMs, { kind: 'cut', entity: this.id }, () => {
        this.#serverClosed();
      });
    }
    if (cut.clientAfterMs !== null) {
      client.after(cut.clientAfterMs, { kind: 'cut', entity: this.id }, () => {
        this.#clientClosed('retry');
      });
    }
    return lost;
  }

  /** The server's process has ended. What it had sent still arrives, and then the end. */
  endServer(): void {
    this.#options.watcher?.serverEnding(this);
    this.#serverEnd = 'closed';
    this.#down.afterAll(() => {
      this.#clientClosed('retry');
    });
  }

  /** The client's process has ended. What it had sent still arrives, and then the end. */
  endClient(): void {
    this.#up.afterAll(() => {
      this.#serverClosed();
    });
  }

  #serverSend(frame: EncodedFrame): 'ok' | 'full' {
    if (this.#serverEnd !== 'open') return 'ok';
    this.#usedAtMs = this.#options.client.nowMs();
    this.#options.watcher?.serverSent(this, frame);
    return this.#cut ? 'ok' : this.#down.send(frame.text, frame.byteLength);
  }

  #serverClose(code: ErrorCode): void {
    if (this.#serverEnd !== 'open') return;
    this.#options.watcher?.serverEnding(this);
    this.#serverEnd = 'closing';
    this.#closedFor = code;
    const reason = closeReasonOf(closeCodeOf(code));
    const step = { kind: 'close', entity: this.id };
    this.#cancelClosing = this.#options.server.after(CLOSING_MS_MAX, step, () => {
      this.#serverClosed();
    });
    this.#down.afterAll(() => {
      this.#clientClosed(reason);
      this.endClient();
    });
  }

  #serverGot(text: string): void {
    if (this.#serverEnd === 'closed') return;
    this.#options.watcher?.serverGot(this, text);
    if (this.#listener === null) this.#unheard.push(text);
    else this.#listener.frame(text);
  }

  #clientGot(text: string): void {
    if (this.#clientEnd !== 'open') return;
    this.#options.watcher?.clientGot(this, text);
    this.#options.channelEvents.frame(text);
  }

  #serverClosed(): void {
    if (this.#serverEnd === 'closed') return;
    this.#options.watcher?.serverEnding(this);
    this.#serverEnd = 'closed';
    this.#cancelClosing();
    this.#listener?.closed();
    this.#options.watcher?.serverClosed(this);
    if (this.#clientEnd === 'closed') this.#options.forgotten(this);
  }

  #clientClosed(reason: CloseReason): void {
    if (this.#clientEnd === 'closed') return;
    this.#clientEnd = 'closed';
    this.#options.watcher?.clientClosed(this);
    this.#options.channelEvents.closed(reason);
    if (this.#serverEnd === 'closed') this.#options.forgotten(this);
  }
}
