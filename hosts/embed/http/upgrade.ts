import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { wireCodec } from '../../../adapters/wire/codec.js';
import { WsSocket } from '../../../adapters/ws/server-socket.js';
import type { Delivery } from '../../../core/delivery/delivery.js';
import { isChatError, type ErrorCode, type Refusal } from '../../../core/vocabulary/errors.js';
import { CLIENT_FRAME_BYTES_MAX } from '../../../core/vocabulary/limits.js';
import type { Caller } from '../../../ports/auth.js';
import { Tally } from '../../../core/delivery/tally.js';
import { gaugeWithBound } from '../../../ports/telemetry.js';
import { addressGroup } from './address-group.js';
import { identityOf } from './caller.js';
import { isOwnOrigin } from './origin.js';
import type { HttpParts } from './parts.js';
import { clientAddress } from './request-facts.js';
import { HTTP_STATUS } from './status.js';

/** Path of the one socket. */
export const SOCKET_PATH = '/socket';

/** Sockets beyond those that are accepted: enough to tell whoever comes that the server is full. */
const TURNED_AWAY_MAX = 1_000;

/** Of these, those of one address: it alone cannot keep all others out. */
const TURNED_AWAY_PER_ADDRESS_MAX = 100;

/** When a browser that met a full server should try again. */
const FLOOD_RETRY_SECONDS = 5;

const FOREIGN = 'This socket is not for pages of another site.';
const FULL = 'The server has too many connections.';

interface UpgradeParts extends HttpParts {
  readonly delivery: Delivery;
}

interface Knock {
  readonly request: IncomingMessage;
  /** What it is counted by. */
  readonly address: string;
  readonly stream: Duplex;
  readonly head: Buffer;
}

/**
 * Takes WebSocket upgrades of a server at {@link SOCKET_PATH}.
 *
 * Only a foreign origin and a flood are refused in HTTP, for a browser sees nothing of it. Whoever
 * has no
 * session learns so on the open socket, with a close code that says whether to come back.
 * @returns what stops taking them.
 */
export function takeUpgrades(server: Server, parts: UpgradeParts): () => void {
  const door = new SocketDoor(parts);
  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const isOurs = pathOf(request) === SOCKET_PATH;
    if (isOurs) door.open(request, stream, head);
    // With others listening, the path may be theirs.
    else if (server.listenerCount('upgrade') === 1)
      refuse(stream, { code: 'not_found', message: 'There is no socket here.' });
  };
  server.on('upgrade', onUpgrade);
  return () => server.off('upgrade', onUpgrade);
}

class SocketDoor {
  readonly #parts: UpgradeParts;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression costs 220 KB for each connection and twelve times the work.
    perMessageDeflate: false,
    maxPayload: CLIENT_FRAME_BYTES_MAX,
  });
  #open = 0;
  readonly #byAddress = new Tally<string>();

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
    const { telemetry, options } = parts;
    gaugeWithBound(telemetry, {
      name: 'http_sockets',
      help: 'WebSockets that are open',
      used: () => this.#open,
      bound: () => options.connectionsMax + TURNED_AWAY_MAX,
    });
    gaugeWithBound(telemetry, {
      name: 'http_address_sockets_most',
      help: 'Open WebSockets of the address that has most',
      used: () => this.#byAddress.most,
      bound: () => options.connectionsPerAddressMax + TURNED_AWAY_PER_ADDRESS_MAX,
    });
  }

  open(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { options, telemetry } = this.#parts;
    const address = addressGroup(clientAddress(request, options.trustProxy));
    if (!isOwnOrigin(request.headers, options.origins)) {
      telemetry.count('upgrades_refused_total');
      refuse(stream, { code: 'forbidden', message: FOREIGN });
      return;
    }
    if (this.#isFlooded(address)) {
      telemetry.count('upgrades_refused_total');
      refuse(stream, { code: 'busy', message: FULL, retrySeconds: FLOOD_RETRY_SECONDS });
      return;
    }
    this.#open += 1;
    this.#byAddress.add(address);
    stream.once('close', () => {
      this.#open -= 1;
      this.#byAddress.remove(address);
    });
    // A stream without a listener would take the process down with it.
    stream.on('error', () => stream.destroy());
    void this.#admit({ request, address, stream, head });
  }

  #isFlooded(address: string): boolean {
    const { connectionsMax, connectionsPerAddressMax } = this.#parts.options;
    const ofAddress = this.#byAddress.of(address);
    return (
      this.#open >= connectionsMax + TURNED_AWAY_MAX ||
      ofAddress >= connectionsPerAddressMax + TURNED_AWAY_PER_ADDRESS_MAX
    );
  }

  async #admit(knock: Knock): Promise<void> {
    const identity = await this.#identify(knock.request);
    const { request, address, stream, head } = knock;
    if (stream.destroyed) return;
    this.#server.handleUpgrade(request, stream, head, (webSocket) => {
      const socket = new WsSocket({ webSocket, stream, clock: this.#parts.clock });
      if ('refusal' in identity) turnAway(socket, identity.refusal);
      else this.#parts.delivery.accept(socket, identity.caller, address);
    });
  }

  async #identify(
    request: IncomingMessage,
  ): Promise<{ readonly caller: Caller | null } | { readonly refusal: Refusal }> {
    try {
      return { caller: await this.#parts.auth.identify(identityOf(request)) };
    } catch (error) {
      const code: ErrorCode = isChatError(error) ? error.code : 'internal';
      this.#parts.telemetry.log('error', 'nobody could be identified', { code });
      return { refusal: { code, message: 'The server cannot tell who you are. Try again.' } };
    }
  }
}

function turnAway(socket: WsSocket, refusal: Refusal): void {
  const { code, message } = refusal;
  socket.listen({ frame: () => undefined, drained: () => undefined, closed: () => undefined });
  socket.send(wireCodec.encodeServer({ type: 'refused', code, message, retryAfterMs: null }));
  socket.close(code);
}

function refuse(
  stream: Duplex,
  refusal: { readonly code: ErrorCode; readonly message: string; readonly retrySeconds?: number },
): void {
  const { code, message, retrySeconds } = refusal;
  const status = HTTP_STATUS[code];
  const body = JSON.stringify({ error: { code, message } });
  stream.on('error', () => stream.destroy());
  stream.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(retrySeconds === undefined ? [] : [`Retry-After: ${retrySeconds}`]),
      '',
      body,
    ].join('\r\n'),
  );
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
