import { Typing } from '../typing/typing.js';
import { assert, assertNever } from '../vocabulary/assert.js';
import type { Refusal } from '../vocabulary/errors.js';
import { roomOfStream } from '../vocabulary/ids.js';
import type { SessionId, UserId } from '../vocabulary/ids.js';
import { SECOND_MS } from '../vocabulary/time.js';
import { Presence, type PresenceOf } from '../presence/presence.js';
import type { Caller } from '../../ports/auth.js';
import type { Signal } from '../../ports/broadcast.js';
import type { Socket } from '../../ports/socket.js';
import type { StreamRun } from '../../ports/store.js';
import { CatchUpQueue } from './catch-up-queue.js';
import { CommandDesk } from './command-desk.js';
import { Connection } from './connection.js';
import type { ConnectionParts, Visitor } from './connection.js';
import { Connections } from './connections.js';
import { Drain } from './drain.js';
import { HeadBoard } from './head-board.js';
import { HeadRound } from './head-round.js';
import { DELIVERY_LIMITS } from './limits.js';
import type { DeliveryLimits } from './limits.js';
import { SessionWatch } from './session-watch.js';
import { Shedding } from './shedding.js';
import { peaksOf } from './peaks.js';
import { PressureWatch } from './pressure-watch.js';
import { registerMembersGauges } from './known-members.js';
import { registerGauges } from './stats.js';
import type { DeliveryStats } from './stats.js';
import { StreamHubs } from './stream-hubs.js';
import { Tailer } from './tailer.js';
import type { DeliveryPorts, Workings } from './workings.js';

const SIGN_IN_FIRST: Refusal = { code: 'unauthenticated', message: 'Sign in first.' };

/**
 * Brings what is committed to everybody who is connected.
 *
 * It reads the log, and writes nothing but whom it leaves to its successor. Signals of Broadcast
 * are hints: one that is lost only delays. The container publishes `moved` for each commit of the
 * engine (`store.onCommitted`).
 */
export class Delivery {
  readonly #workings: Workings;
  readonly #pressure: PressureWatch;
  readonly #shedding: Shedding;
  readonly #queue: CatchUpQueue;
  readonly #hubs: StreamHubs;
  readonly #desk: CommandDesk;
  readonly #connections: Connections;
  readonly #board = new HeadBoard();
  readonly #heads: HeadRound;
  readonly #tailer: Tailer;
  readonly #sessions: SessionWatch;
  readonly #drain: Drain;
  readonly #typing: Typing;
  readonly #presence: Presence;
  #unsubscribe: (() => void) | null = null;
  #cancelSweep: (() => void) | null = null;

  constructor(ports: DeliveryPorts & { readonly limits?: Partial<DeliveryLimits> }) {
    const workings: Workings = { ...ports, limits: { ...DELIVERY_LIMITS, ...ports.limits } };
    this.#workings = workings;
    this.#shedding = new Shedding(workings, {
      connections: () => this.#connections.all(),
      onRoom: () => this.#queue.advance(),
    });
    this.#pressure = new PressureWatch(workings);
    this.#queue = new CatchUpQueue({
      ...workings,
      budget: this.#shedding.budget,
      isSlow: () => this.#pressure.drops('reads'),
    });
    this.#hubs = new StreamHubs(workings, this.#queue);
    this.#desk = new CommandDesk(workings);
    this.#connections = new Connections(workings.limits);
    this.#heads = new HeadRound(workings, this.#board, () => this.#connections.all());
    this.#tailer = new Tailer(workings, {
      moved: (runs) => this.#moved(runs),
      restarted: () => this.#hubs.startOver(),
    });
    this.#sessions = new SessionWatch(workings);
    this.#drain = new Drain(workings, this.#connections);
    this.#typing = new Typing({
      ...workings,
      isPressed: () => this.#pressure.drops('typing'),
    });
    this.#presence = new Presence({
      ...workings,
      isPressed: () => this.#pressure.drops('presence'),
    });
    registerGauges(workings.telemetry, workings.limits, () => this.stats());
    registerMembersGauges(workings.telemetry, this.#hubs.members);
  }

  /** Starts to follow the log and the signals. @throws ChatError when the log cannot be read. */
  async start(): Promise<void> {
    assert(this.#unsubscribe === null, 'delivery starts once');
    this.#unsubscribe = this.#workings.broadcast.subscribe((signal) => this.#hear(signal));
    await this.#tailer.start();
    await this.#presence.start();
  }

  /** What the devices of a person do, as far as any process has told. */
  presenceOf(userId: UserId): PresenceOf {
    return this.#presence.of(userId);
  }

  /**
   * Takes a new socket of a caller; null is nobody. Whom it refuses is told why in one frame.
   *
   * @param address - what connections are counted by that come from one place.
   */
  accept(socket: Socket, caller: Caller | null, address: string): void {
    if (caller === null) {
      this.#turnAway(socket, this.#closedFor() ?? SIGN_IN_FIRST);
      return;
    }
    const visitor = { caller, address };
    const refusal = this.#closedFor() ?? this.#fullFor(visitor);
    if (refusal !== null) {
      this.#turnAway(socket, refusal);
      return;
    }
    const connection = new Connection(socket, visitor, this.#parts());
    this.#connections.add(connection);
    this.#workings.telemetry.count('delivery_connections_accepted_total');
    this.#scheduleSweep();
    connection.listen();
  }

  /**
   * Tells everybody to come back, each in a slot of its own, lets commands under way be answered,
   * and closes. Resolves when every socket is closed, or after `drainMsMax`; then the rest is
   * reset. New sockets are refused.
   */
  async drain(): Promise<void> {
    const handedOver = this.#presence.handOver();
    await this.#drain.run();
    await handedOver;
    this.#presence.stop();
    this.#tailer.stop();
    this.#heads.stop();
    this.#shedding.stop();
    this.#queue.stop();
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#cancelSweep?.();
    this.#cancelSweep = null;
  }

  stats(): DeliveryStats {
    const [catchUpsNear, catchUpsFar, catchUpsAnew] = this.#queue.lines;
    let queuedFrames = 0;
    for (const { outlet } of this.#connections) queuedFrames += outlet.queued;
    return Object.assign(peaksOf(this.#connections, this.#hubs), {
      connections: this.#connections.size,
      greeting: this.#connections.greeting,
      closing: this.#connections.closing,
      persons: this.#connections.persons,
      addresses: this.#connections.addresses,
      sessions: this.#connections.sessions,
      subscriptions: this.#hubs.followers,
      streams: this.#hubs.size,
      ringRuns: this.#hubs.ringRuns,
      ringBytes: this.#hubs.ringBytes,
      catchUpsRunning: this.#queue.running,
      catchUpsWaiting: this.#queue.waiting,
      catchUpsNear,
      catchUpsFar,
      catchUpsAnew,
      catchUpsPassedOver: this.#queue.passedOver,
      commandsOutstanding: this.#desk.outstanding,
      queuedFrames,
      outgoingBytes: this.#shedding.budget.bytes,
      movedRooms: this.#board.size,
      pressureLevel: this.#pressure.level,
      typing: this.#typing.starts,
      ...this.#presence.stats(),
    });
  }

  #parts(): ConnectionParts {
    return {
      workings: this.#workings,
      queue: this.#queue,
      budget: this.#shedding.budget,
      hubs: this.#hubs,
      board: this.#board,
      desk: this.#desk,
      typing: this.#typing,
      presence: this.#presence,
      onHeadsOwed: () => this.#heads.wake(),
      onWelcomed: (connection) => this.#connections.welcomed(connection),
      onEnded: (connection) => this.#ended(connection),
      onClosed: (connection) => this.#closed(connection),
    };
  }

  /** Why nobody is taken, whoever it is. */
  #closedFor(): Refusal | null {
    if (!this.#drain.hasBegun) return null;
    return { code: 'draining', message: 'The server is about to stop.', retryAfterMs: SECOND_MS };
  }

  /** Why one more of these is not taken. */
  #fullFor(visitor: Visitor): Refusal | null {
    const { telemetry } = this.#workings;
    const pressed = this.#pressure.refusal();
    const full = pressed === null ? this.#connections.fullFor(visitor) : null;
    const of = pressed === null ? full?.of : 'pressure';
    if (of !== undefined) telemetry.count(`delivery_connections_refused_${of}_total`);
    return pressed ?? full?.refusal ?? null;
  }

  #turnAway(socket: Socket, { code, message, retryAfterMs }: Refusal): void {
    this.#workings.telemetry.count('delivery_connections_refused_total');
    socket.listen({ frame: () => undefined, drained: () => undefined, closed: () => undefined });
    const frame = { type: 'refused', code, message, retryAfterMs: retryAfterMs ?? null } as const;
    socket.send(this.#workings.codec.encodeServer(frame));
    socket.close(code);
  }

  #hear(signal: Signal): void {
    switch (signal.kind) {
      case 'moved':
        this.#moved(signal.runs);
        return;
      case 'presence':
        this.#presence.hear(signal.node, signal.word);
        return;
      case 'sessionEnded':
        this.#endSession(signal.sessionId);
        return;
      case 'typing':
        if (this.#typing.admits(signal.typist)) this.#hubs.tell(signal.typist);
        return;
      default:
        assertNever(signal);
    }
  }

  #moved(runs: readonly StreamRun[]): void {
    for (const { stream, to } of runs) {
      this.#noteRoom(stream);
      if (stream === 'account') this.#roomsMayHaveChanged();
      this.#hubs.noteHead(stream, to);
    }
  }

  #noteRoom(stream: StreamRun['stream']): void {
    const roomId = roomOfStream(stream);
    if (roomId === null || this.#connections.size === 0) return;
    this.#heads.note(roomId);
  }

  #roomsMayHaveChanged(): void {
    for (const connection of this.#connections.all()) connection.roomsMayHaveChanged();
  }

  #endSession(id: SessionId): void {
    for (const connection of this.#connections.ofSession(id)) connection.reset();
  }

  #scheduleSweep(): void {
    if (this.#cancelSweep !== null) return;
    const { clock, limits } = this.#workings;
    this.#cancelSweep = clock.after(limits.sweepIntervalMs, () => this.#sweep());
  }

  #sweep(): void {
    this.#cancelSweep = null;
    const now = this.#workings.clock.monotonic();
    const connections = this.#connections.all();
    for (const connection of connections) connection.sweep(now);
    this.#pressure.look(now);
    this.#shedding.sweep(now);
    this.#queue.advance();
    this.#sessions.sweep(now, connections);
    // Whoever was turned away by a full queue of reads looks again.
    this.#hubs.advance();
    if (this.#connections.size > 0 || this.#pressure.level > 0) this.#scheduleSweep();
  }

  #ended(connection: Connection): void {
    this.#connections.ended(connection);
    this.#drain.noticed();
    if (this.#connections.size > 0) return;
    this.#heads.stop();
    // What is given up is taken back by itself, whether or not anybody is there.
    if (this.#pressure.level > 0) return;
    this.#pressure.rest();
    this.#cancelSweep?.();
    this.#cancelSweep = null;
  }

  #closed(connection: Connection): void {
    this.#connections.closed(connection);
    this.#drain.noticed();
  }
}
