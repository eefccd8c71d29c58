import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { OutboundArrival, OutboundReply } from '../../contracts/outbound.contract.js';
import type { Identity } from './identity.js';

const DRIP_MS = 10;

export interface FarEndOptions {
  /** What it calls itself in URLs; its address is always one of the loopback. */
  readonly hostname?: string;
  readonly address?: string;
  /** With one it speaks TLS. */
  readonly identity?: Identity;
  /** Where it notes what arrives, beside others. */
  readonly arrivals?: OutboundArrival[];
}

const open = new Set<FarEnd>();

/** A server on the loopback that does as it is told. */
export class FarEnd {
  readonly arrivals: OutboundArrival[];
  readonly sockets = new Set<Socket>();
  /** Connections that were ever made, and the names that they asked for by TLS. */
  connections = 0;
  readonly serverNames: (string | false)[] = [];
  reply: (arrival: OutboundArrival) => OutboundReply;
  readonly #server: Server;
  readonly #options: FarEndOptions;

  private constructor(options: FarEndOptions) {
    this.#options = options;
    this.arrivals = options.arrivals ?? [];
    this.reply = () => ({ status: 200, headers: {}, body: new Uint8Array(0) });
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#take(request, response);
    };
    const { identity } = options;
    this.#server =
      identity === undefined
        ? createServer(listener)
        : createSecureServer({ key: identity.key, cert: identity.certificate }, listener);
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.#server.on('secureConnection', (socket: { servername: string | false }) => {
      this.serverNames.push(socket.servername);
    });
  }

  static async start(options: FarEndOptions = {}): Promise<FarEnd> {
    const end = new FarEnd(options);
    open.add(end);
    await new Promise<void>((resolve) => {
      end.#server.listen(0, options.address ?? '127.0.0.1', resolve);
    });
    return end;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    const { identity, hostname, address } = this.#options;
    const scheme = identity === undefined ? 'http' : 'https';
    return `${scheme}://${hostname ?? address ?? '127.0.0.1'}:${this.port}`;
  }

  /** Resolves once no connection is left. */
  async quiet(): Promise<void> {
    while (this.sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  /** Ends what a test has left running, whatever became of it. */
  static async closeAll(): Promise<void> {
    for (const end of open) await end.close();
  }

  async close(): Promise<void> {
    open.delete(this);
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = '', url = '', headers } = request;
    const arrival: OutboundArrival = {
      method,
      url: `${this.origin}${url}`,
      headers: headers as Readonly<Record<string, string>>,
      body: new Uint8Array(Buffer.concat(pieces)),
    };
    this.arrivals.push(arrival);
    answer(this.reply(arrival), request, response);
  }
}

function answer(reply: OutboundReply, request: IncomingMessage, response: ServerResponse): void {
  if (reply === 'silent') return;
  if (reply === 'cut') {
    request.socket.destroy();
  } else if (reply === 'drip') {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), DRIP_MS);
    response.once('close', () => {
      clearInterval(timer);
    });
  } else {
    response.writeHead(reply.status, reply.headers);
    response.end(reply.body);
  }
}
