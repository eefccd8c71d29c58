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
  accept(socket: Socket, token: string | null): void;
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
  serverSent: (_connection: SimulatedConnection, _frame: EncodedFrame) => undefined,
  clientGot: () => undefined,
  clientClosed: () => undefined,
};

/** The way between the clients and one server, which may be down. */
export class SimulatedNetwork {
  readonly #connections = new Map<SimulatedConnection, string>();
  readonly #watcher: ConnectionWatcher;
  readonly #pending = new Set<() => void>();
  #server: SimulatedServer | null = null;
  #opened = 0;

  constructor(watcher: ConnectionWatcher = NOTHING_WATCHED) {
    this.#watcher = watcher;
  }

  get server(): SimulatedServer | null {
    return this.#server;
  }

  /** A server process listens from now on. */
  serve(server: SimulatedServer): void {
    this.#server = server;
  }

  /**
   * The server process has ended: its connections end, and requests that it had not answered fail.
   */
  serverEnded(): void {
    this.#server = null;
    for (const connection of this.#connections.keys()) connection.endServer();
    for (const fail of [...this.#pending]) fail();
  }

  /** Connections of one client, or of all. */
  connections(address?: string): readonly SimulatedConnection[] {
    return [...this.#connections]
      .filter(([, owner]) => address === undefined || owner === address)
      .map(([connection]) => connection);
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
    const server = this.#server;
    if (server === null || !client.conditions.connected()) return null;
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
    this.#connections.set(connection, client.address);
    this.#watcher.connecting(connection);
    return { connection, server };
  }

  /** Registers a request that waits for the server. @returns what forgets it. */
  awaiting(fail: () => void): () => void {
    this.#pending.add(fail);
    return () => {
      this.#pending.delete(fail);
    };
  }
}
