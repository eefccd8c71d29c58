import { ChatError } from '../../core/vocabulary/errors.js';
import type {
  Channel,
  ChannelEvents,
  CloseReason,
  HttpAnswer,
  HttpRequest,
  Transport,
} from '../../ports/transport.js';
import { closeReasonOf } from '../wire/close-codes.js';

/** Close code for an end that this side wants. */
const NORMAL_CLOSURE = 1000;

/** Reaches the server that the page came from: a WebSocket at `/socket`, and fetch. */
export class WebSocketTransport implements Transport {
  readonly #origin: string;

  /**
   * @param origin - scheme, host and port, such as `https://chat.example`; the page's own by
   * default.
   */
  constructor(origin: string = location.origin) {
    this.#origin = origin;
  }

  connect(events: ChannelEvents): Channel {
    const socket = new WebSocket(`${this.#origin.replace(/^http/, 'ws')}/socket`);
    let isOver = false;
    const end = (reason: CloseReason): void => {
      if (isOver) return;
      isOver = true;
      events.closed(reason);
    };
    socket.addEventListener('open', () => {
      if (!isOver) events.opened();
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!isOver) events.frame(typeof data === 'string' ? data : '');
    });
    socket.addEventListener('close', ({ code }) => {
      end(closeReasonOf(code));
    });
    return {
      send(text) {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      // The closing handshake of a dead connection takes long: nothing waits for it.
      close() {
        socket.close(NORMAL_CLOSURE);
        queueMicrotask(() => {
          end('retry');
        });
      },
    };
  }

  async request({ method, path, body }: HttpRequest): Promise<HttpAnswer> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const init: RequestInit = { method, headers, credentials: 'same-origin' };
    if (body !== undefined) init.body = JSON.stringify(body);
    try {
      const response = await fetch(`${this.#origin}${path}`, init);
      return { status: response.status, body: await jsonOf(response) };
    } catch (cause) {
      throw new ChatError('unavailable', 'The server did not answer.', { cause });
    }
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return isJson && text !== '' ? (JSON.parse(text) as unknown) : null;
}
