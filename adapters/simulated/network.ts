import type { EncodedFrame } from '../../ports/codec.js';
import type { Socket } from '../../ports/socket.js';
import type { ChannelEvents, HttpRequest } from '../../ports/transport.js';
import { SimulatedConnection, type ConnectionWatcher } from './connection.js';
import type { PipeConditions } from './pipe.js';
import type { Timeline } from './timeline.js';

/** A request as it reaches the server: text alone, and what the cookie said. */
export interface SimulatedRequest {
  readonly method: HttpRequest['method'];
  readonly path: string;
  /** JSON text, or null where there is none. */
  readonly body: string | null;
  readonly token: string | null;
  /** Who asks, as an address. */
  readonly address: string;
}

export interface SimulatedAnswer {
  readonly status: number;
  /** JSON text, or null where there is none. */
  readonly body: string | null;
  /** Sets the cookie, or clears it with null; absent: leaves it. */
  readonly token?: string | null;
}

/** A server process that the network reaches. */
export interface SimulatedServer {
  readonly timeline: Timeline;
  accept(
    socket: Socket,
    token: string | null,
    /** The client's address, and the connection's id. */
    from: { readonly address: string; readonly connection: string },
  ): void;
  handle(request: SimulatedRequest): Promise<SimulatedAnswer>;
}

/** How the way between one client and the server is. */
export interface Conditions {
  readonly up: PipeConditions;
  readonly down: PipeConditions;
  /** Whether the client reaches anything at all. */
  connected(): boolean;
  /** What happens to one request. Drawn anew for each. */
  requestFate(): RequestFate;
}

export interface RequestFate {
  /** Delays of the copies that reach the server: none when it is lost, two when it is doubled. */
  readonly copiesAfterMs: readonly number[];
  /** Delay of the answer; null when it is lost. */
  readonly answerAfterMs: number | null;
}

export const NOTHING_WATCHED: ConnectionWatcher = {
  connecting: () => undefined,
  clientSent: () => undefined,
  serverGot: () => undefined,
  serverEnding: () => undefined,
  serverSent: (_connection: SimulatedConnection, _frame: EncodedFrame) => undefined,
  clientGot: () => undefined,
  clientClosed: () => undefined,
  serverClosed: () => undefined,
};

/** Which of several servers, in the order in which they began, a client is led to this time. */
export type Balance = (servers: readonly SimulatedServer[], address: string) => SimulatedServer;

/** Whom a connection stands between. */
interface Ends {
  readonly address: string;
  readonly server: SimulatedServer;
}

/** The way between the clients and the servers, of which there may be none. */
export class SimulatedNetwork {
  readonly #connections = new Map<SimulatedConnection, Ends>();
  readonly #watcher: ConnectionWatcher;
  readonly #balance: Balance;
  readonly #pending = new Map<() => void, SimulatedServer>();
  readonly #servers: SimulatedServer[] = [];
  #opened = 0;

  constructor(
    watcher: ConnectionWatcher = NOTHING_WATCHED,
    balance: Balance = ([only]) => only as SimulatedServer,
  ) {
    this.#watcher = watcher;
    this.#balance = balance;
  }

  /** The server that takes what a client begins now; null where none listens. */
  serverFor(address: string): SimulatedServer | null {
    const [first] = this.#servers;
    if (first === undefined || this.#servers.length === 1) return first ?? null;
    return this.#balance(this.#servers, address);
  }

  /** A server process listens from now on. */
  serve(server: SimulatedServer): void {
    this.#servers.push(server);
  }

  /** A server process takes nothing new from now on, if another one does. */
  retire(server: SimulatedServer): void {
    if (this.#servers.length > 1) this.#forget(server);
  }

  /**
   * A server process has ended: its connections end, and requests that it had not answered fail.
   */
  serverEnded(server: SimulatedServer): void {
    this.#forget(server);
    for (const [connection, ends] of this.#connections) {
      if (ends.server === server) connection.endServer();
    }
    for (const [fail, asked] of [...this.#pending]) if (asked === server) fail();
  }

  /** Connections of one client, or of all. */
  connections(address?: string): readonly SimulatedConnection[] {
    return [...this.#connections]
      .filter(([, ends]) => address === undefined || ends.address === address)
      .map(([connection]) => connection);
  }

  /** The server at the other end; null once neither end holds the connection. */
  serverOf(connection: SimulatedConnection): SimulatedServer | null {
    return this.#connections.get(connection)?.server ?? null;
  }

  /** The client's process has ended: its connections end. */
  clientEnded(address: string): void {
    for (const connection of this.connections(address)) {
      connection.endClient();
      this.#connections.delete(connection);
    }
  }

  /** Starts a connection. Null when there is no server to reach. */
  open(
    client: {
      readonly address: string;
      readonly timeline: Timeline;
      readonly conditions: Conditions;
    },
    channelEvents: ChannelEvents,
  ): { readonly connection: SimulatedConnection; readonly server: SimulatedServer } | null {
    if (!client.conditions.connected()) return null;
    const server = this.serverFor(client.address);
    if (server === null) return null;
    this.#opened += 1;
    const connection = new SimulatedConnection({
      id: `${client.address}#${String(this.#opened)}`,
      client: client.timeline,
      server: server.timeline,
      up: client.conditions.up,
      down: client.conditions.down,
      channelEvents,
      watcher: this.#watcher,
      forgotten: (over) => {
        this.#connections.delete(over);
      },
    });
    this.#connections.set(connection, { address: client.address, server });
    this.#watcher.connecting(connection);
    return { connection, server };
  }

  /** Registers a request that waits for a server's answer. @returns what forgets it. */
  awaiting(server: SimulatedServer, fail: () => void): () => void {
    this.#pending.set(fail, server);
    return () => {
      this.#pending.delete(fail);
    };
  }

  #forget(server: SimulatedServer): void {
    const at = this.#servers.indexOf(server);
    if (at !== -1) this.#servers.splice(at, 1);
  }
}
