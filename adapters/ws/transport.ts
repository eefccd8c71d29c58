import { WebSocket } from 'ws';
import { ChatError } from '../../core/vocabulary/errors.js';
import type {
  Channel,
  ChannelEvents,
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../ports/transport.js';
import { closeReasonOf } from '../wire/close-codes.js';
import { CookieJar } from './cookie-jar.js';

/**
 * Largest frame that a client takes: a snapshot of a page of the longest messages, with every
 * character escaped.
 */
const SERVER_FRAME_BYTES_MAX = 16 * 1024 * 1024;
/** How long a connection may take to open, and a request to be answered. */
const OPEN_MS_MAX = 10_000;
const ANSWER_MS_MAX = 30_000;

export interface WsTransportOptions {
  /** `http://` or `https://`, host and port, with nothing after it. */
  readonly origin: string;
  /**
   * Sent with every request and connection, such as `cookie` or `authorization`. Names in lower
   * case.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The client's end for programs on Node: `fetch` for requests, `ws` for connections.
 *
 * Cookies that the server sets are kept and sent again, so signing in by a request signs the socket
 * in as well.
 */
export class WsTransport implements Transport {
  readonly #origin: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #cookies: CookieJar;

  constructor({ origin, headers = {} }: WsTransportOptions) {
    const { cookie, ...others } = headers;
    this.#origin = new URL(origin).origin;
    this.#headers = others;
    this.#cookies = new CookieJar(cookie);
  }

  connect(events: ChannelEvents): Channel {
    const webSocket = this.open();
    webSocket.on('open', () => events.opened());
    webSocket.on('message', (data, isBinary) => {
      if (!isBinary && Buffer.isBuffer(data)) events.frame(data.toString('utf8'));
    });
    // Its close follows.
    webSocket.on('error', () => undefined);
    webSocket.once('close', (code) => events.closed(closeReasonOf(code)));
    return new WsChannel(webSocket);
  }

  /** The WebSocket of one connection, as it begins to open. */
  protected open(): WebSocket {
    const url = `${this.#origin.replace(/^http/, 'ws')}/socket`;
    return new WebSocket(url, {
      origin: this.#origin,
      headers: this.#allHeaders(),
      perMessageDeflate: false,
      handshakeTimeout: OPEN_MS_MAX,
      maxPayload: SERVER_FRAME_BYTES_MAX,
    });
  }

  async request({ method, path, body }: HttpRequest): Promise<HttpAnswer> {
    const hasBody = body !== undefined;
    try {
      const response = await fetch(`${this.#origin}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          origin: this.#origin,
          ...(hasBody ? { 'content-type': 'application/json' } : {}),
          ...this.#allHeaders(),
        },
        ...(hasBody ? { body: JSON.stringify(body) } : {}),
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      this.#cookies.take(response.headers.getSetCookie());
      return { status: response.status, body: jsonOf(await response.text()) };
    } catch (error) {
      throw new ChatError('unavailable', 'The server gave no answer.', { cause: error });
    }
  }

  /** The cookies as they are now, as one header; undefined where there are none. */
  get cookie(): string | undefined {
    return this.#cookies.header();
  }

  #allHeaders(): Record<string, string> {
    const cookie = this.#cookies.header();
    return cookie === undefined ? { ...this.#headers } : { ...this.#headers, cookie };
  }
}

class WsChannel implements Channel {
  readonly #webSocket: WebSocket;

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
  }

  send(text: string): void {
    if (this.#webSocket.readyState === WebSocket.OPEN) this.#webSocket.send(text);
  }

  close(): void {
    this.#webSocket.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
