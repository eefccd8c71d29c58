import { rmSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { hex } from '../../core/vocabulary/hex.js';
import { SECOND_MS } from '../../core/vocabulary/time.js';
import type { Broadcast, Signal } from '../../ports/broadcast.js';
import type { Clock } from '../../ports/clock.js';
import type { Random } from '../../ports/random.js';
import type { Telemetry } from '../../ports/telemetry.js';
import { readSignal } from '../wire/signals.js';
import { NEIGHBOURS_MAX, NEIGHBOUR_UNSENT_BYTES_MAX, registerGauges } from './neighbour-limits.js';
import { readLines } from './socket-lines.js';
import { socketPath } from './socket-path.js';

/** Between two looks for processes that have not been met. */
const LOOK_MS = 2 * SECOND_MS;

const SOCKET = '.sock';
const NAME_BYTES = 6;

interface MachineParts {
  /** Where processes find each other; made if it is not there. */
  readonly folder: string;
  /** Carries signals within this process. */
  readonly own: Broadcast;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
}

/**
 * Broadcast between the processes of one machine that meet in one folder.
 *
 * Each listens at a socket there. Whoever comes connects to all that are there, and they to it:
 * each sends on what it opened and hears on what it accepted. Where no sockets can be made, a
 * process is alone with itself and says so once; what it then misses is found out by those who
 * listen, as any lost signal is.
 */
export class MachineBroadcast implements Broadcast {
  readonly #parts: MachineParts;
  readonly #name: string;
  /** By the name of their socket. */
  readonly #neighbours = new Map<string, Socket>();
  readonly #heard = new Set<Socket>();
  /** Sockets at which nobody listened when it was last tried. */
  readonly #silent = new Set<string>();
  #server: Server | null = null;
  #cancelLook: (() => void) | null = null;

  private constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#name = `${hex(parts.random.bytes(NAME_BYTES))}${SOCKET}`;
    registerGauges(parts.telemetry, {
      count: () => this.#neighbours.size,
      unsentMost: () => Math.max(0, ...this.#sockets().map((socket) => socket.writableLength)),
    });
  }

  /** Never fails: a process that cannot be heard of goes on alone. */
  static async join(parts: MachineParts): Promise<MachineBroadcast> {
    const broadcast = new MachineBroadcast(parts);
    try {
      await mkdir(parts.folder, { recursive: true, mode: 0o700 });
      await broadcast.#listen();
      await broadcast.#look();
    } catch (error) {
      parts.telemetry.log('warn', 'other processes on this data cannot be told of anything', {
        error: String(error),
      });
    }
    return broadcast;
  }

  publish(signal: Signal): void {
    this.#parts.own.publish(signal);
    if (this.#neighbours.size === 0) return;
    const line = Buffer.from(`${JSON.stringify(signal)}\n`);
    for (const socket of this.#sockets()) {
      if (socket.writableLength + line.length <= NEIGHBOUR_UNSENT_BYTES_MAX) socket.write(line);
      else this.#parts.telemetry.count('broadcast_signals_dropped_total');
    }
  }

  subscribe(listener: (signal: Signal) => void): () => void {
    return this.#parts.own.subscribe(listener);
  }

  /** Nobody hears it any more, and it hears nobody; what was published is on its way. */
  close(): void {
    this.#cancel();
    if (this.#server === null) return;
    // It takes its socket away.
    this.#server.close();
    this.#server = null;
    for (const socket of this.#heard) socket.destroy();
    for (const socket of this.#sockets()) socket.end();
  }

  async #listen(): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    server.maxConnections = NEIGHBOURS_MAX;
    // A process is kept alive by its work, not by who might talk to it.
    server.unref();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#path(this.#name), resolve);
    });
    server.on('error', () => undefined);
    this.#server = server;
  }

  #accept(socket: Socket): void {
    this.#heard.add(socket);
    socket.unref();
    readLines(socket, (line) => this.#hear(line));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#heard.delete(socket));
    // Whoever opened it is there now, and may be new.
    void this.#look();
  }

  #hear(line: string): void {
    if (this.#server === null) return;
    const { own, telemetry } = this.#parts;
    const signal = readSignal(line);
    if (signal === null) telemetry.count('broadcast_signals_unknown_total');
    else own.publish(signal);
  }

  /** Connects to whoever is there and has not been met. */
  async #look(): Promise<void> {
    this.#cancel();
    const names = await readdir(this.#parts.folder).catch(() => []);
    if (this.#server === null) return;
    const others = names.filter((name) => name.endsWith(SOCKET) && name !== this.#name);
    for (const name of this.#silent) if (!others.includes(name)) this.#silent.delete(name);
    for (const name of others) if (!this.#neighbours.has(name)) this.#meet(name);
    // Another look may have ended meanwhile.
    this.#cancel();
    this.#cancelLook = this.#parts.clock.after(LOOK_MS, () => void this.#look());
  }

  #cancel(): void {
    this.#cancelLook?.();
    this.#cancelLook = null;
  }

  #meet(name: string): void {
    if (this.#neighbours.size >= NEIGHBOURS_MAX) return;
    const socket = createConnection(this.#path(name));
    socket.unref();
    this.#neighbours.set(name, socket);
    socket.on('connect', () => this.#silent.delete(name));
    // What the other says comes on a connection of its own. An end is seen only where one reads.
    socket.resume();
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') this.#isSilent(name);
    });
    socket.on('close', () => this.#neighbours.delete(name));
  }

  /** Nobody listens there. Whoever has just come may yet; twice in a row it is of one that died. */
  #isSilent(name: string): void {
    if (this.#silent.delete(name)) rmSync(this.#path(name), { force: true });
    else this.#silent.add(name);
  }

  #sockets(): readonly Socket[] {
    return [...this.#neighbours.values()];
  }

  #path(name: string): string {
    return socketPath(this.#parts.folder, name);
  }
}
