import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { closeReasonOf } from '../../../adapters/wire/close-codes.js';
import { WsSocket } from '../../../adapters/ws/server-socket.js';
import { CLIENT_FRAME_BYTES_MAX } from '../../../core/vocabulary/limits.js';
import type { Clock } from '../../../ports/clock.js';
import type { CloseReason } from '../../../ports/transport.js';
import type { SocketBench, SocketPeer } from '../../contracts/socket.contract.js';

/** The machine's clock, for tests of what runs on the machine. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** A server on loopback that takes upgrades, and what it got. */
export class UpgradeServer {
  readonly http: Server = createServer();
  readonly #upgrades = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: CLIENT_FRAME_BYTES_MAX,
  });
  readonly #streams = new Set<Duplex>();
  readonly #arrived: { webSocket: WebSocket; stream: Duplex }[] = [];

  async listen(): Promise<string> {
    this.http.on('connection', (stream) => {
      this.#streams.add(stream);
      stream.on('error', () => undefined);
    });
    this.http.on('upgrade', (request, stream: Duplex, head) => {
      this.#upgrades.handleUpgrade(request, stream, head, (webSocket) => {
        this.#arrived.push({ webSocket, stream });
      });
    });
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  /** The next upgrade; waits for it. */
  async arrival(): Promise<{ webSocket: WebSocket; stream: Duplex }> {
    for (;;) {
      const next = this.#arrived.shift();
      if (next !== undefined) return next;
      await wait(1);
    }
  }

  async stop(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    if (!this.http.listening) return;
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }
}

/** Real sockets on loopback. */
export async function wsSocketBench(): Promise<SocketBench> {
  const server = new UpgradeServer();
  const origin = await server.listen();
  return {
    monotonic: () => realClock.monotonic(),
    pass: () => wait(5),
    close: () => server.stop(),
    connect: async () => {
      const webSocket = new WebSocket(origin.replace('http', 'ws'), { perMessageDeflate: false });
      const peer = new WsPeer(webSocket);
      const arrived = await server.arrival();
      // Before it is open it can't be paused.
      while (webSocket.readyState !== WebSocket.OPEN) await wait(1);
      return { server: new WsSocket({ ...arrived, clock: realClock }), peer };
    },
  };
}

class WsPeer implements SocketPeer {
  readonly received: string[] = [];
  readonly #webSocket: WebSocket;
  closedAs: CloseReason | null = null;

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
    webSocket.on('message', (data: Buffer) => this.received.push(data.toString('utf8')));
    webSocket.on('error', () => undefined);
    webSocket.on('close', (code) => (this.closedAs = closeReasonOf(code)));
  }

  send(text: string): void {
    this.#webSocket.send(text);
  }

  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    this.#webSocket.resume();
  }

  close(): void {
    this.#webSocket.close();
  }
}
