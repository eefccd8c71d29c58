import { hex } from '../vocabulary/hex.js';
import type { SessionId, StreamName, UserId } from '../vocabulary/ids.js';
import { NODE_BEAT_MS, PRESENCE_TICK_MS, SETTLING_MS } from '../vocabulary/presence.js';
import type { Activity, Claim, NodeId, NodeWord } from '../vocabulary/presence.js';
import type { Broadcast } from '../../ports/broadcast.js';
import type { Clock } from '../../ports/clock.js';
import type { Codec } from '../../ports/codec.js';
import type { Random } from '../../ports/random.js';
import type { Store } from '../../ports/store.js';
import { gaugeWithBound, type Telemetry } from '../../ports/telemetry.js';
import { PresenceBoard } from './board.js';
import { handoverOf, putHandover, takeHandovers } from './handover.js';
import type { Lease, LeaseHolder } from './lease.js';
import { Leases } from './leases.js';
import { OwnClaims } from './own-claims.js';
import { Peers, PEERS_MAX } from './peers.js';
import { PresenceTeller, type PresenceWatcher } from './teller.js';

/** Bytes of chance in the name of a process's start. */
const NODE_ID_BYTES = 8;

/** What presence needs of the world. */
export interface PresencePorts {
  readonly store: Pick<Store, 'read' | 'write'>;
  readonly broadcast: Broadcast;
  readonly clock: Clock;
  readonly random: Random;
  readonly codec: Codec;
  readonly telemetry: Telemetry;
  /** Whether the process is pressed: then nothing is told until it is not, and all of it after. */
  readonly isPressed: () => boolean;
}

/** What presence holds at a moment. Everything is 0 once everybody is gone. */
export interface PresenceStats {
  /** Of connections, and of those that closed just now. */
  readonly leases: number;
  readonly claims: number;
  readonly presentStreams: number;
  readonly presenceWatchers: number;
  readonly presencePeers: number;
}

/** What one person's devices do, and whether that is known for certain. */
export interface PresenceOf {
  readonly certain: boolean;
  /** By session; null stands for those of an embedder. */
  readonly devices: ReadonlyMap<SessionId | null, Activity>;
}

/**
 * Who is here: leases of connections, the claims of other processes, and telling what changes.
 *
 * All of it lives in memory. Each start is a process of its own to the others, and knows nothing
 * for certain before it has settled, unless somebody was handed over to it.
 */
export class Presence {
  readonly #ports: PresencePorts;
  readonly #node: NodeId;
  readonly #board: PresenceBoard;
  readonly #leases: Leases;
  readonly #own: OwnClaims;
  readonly #peers: Peers;
  readonly #teller: PresenceTeller;
  #cancelTick: (() => void) | null = null;
  #cancelBeat: (() => void) | null = null;
  #cancelSettling: (() => void) | null = null;
  #hasHandedOver = false;

  constructor(ports: PresencePorts) {
    this.#ports = ports;
    this.#node = hex(ports.random.bytes(NODE_ID_BYTES));
    this.#board = new PresenceBoard((stream) => this.#changed(stream));
    this.#teller = new PresenceTeller(this.#board, ports.codec);
    this.#peers = new Peers(this.#board, {
      ask: (of) => this.#say({ type: 'ask', of }),
      silent: () => ports.telemetry.count('presence_peers_silent_total'),
    });
    this.#own = new OwnClaims(this.#node, this.#board, (claim) => this.#held(claim));
    this.#leases = new Leases(this.#own, () => this.#wake());
    gaugeWithBound(ports.telemetry, {
      name: 'presence_peers',
      help: 'Other processes known of',
      used: () => this.#peers.size,
      bound: () => PEERS_MAX,
    });
  }

  /** Takes over what was left by whoever ran before, or begins to settle. */
  async start(): Promise<void> {
    const { clock } = this.#ports;
    this.#cancelSettling = clock.after(SETTLING_MS, () => this.#settle());
    this.#say({ type: 'ask', of: null });
    await this.#takeOver();
  }

  /** A connection says for the first time that somebody is there. */
  enter(holder: LeaseHolder, state: Activity): Lease {
    const lease = this.#leases.open(holder, state, this.#ports.clock.monotonic());
    const inheritance = this.#peers.inherit(holder.person.id, holder.sessionId);
    if (inheritance !== null) lease.inherit(inheritance.rooms, inheritance.until);
    this.#beatSoon();
    return lease;
  }

  goodbye(lease: Lease): void {
    this.#leases.goodbye(lease, this.#ports.clock.monotonic());
  }

  /** From now on a connection is told who is in a stream. */
  watch(stream: StreamName, watcher: PresenceWatcher): void {
    this.#teller.watch(stream, watcher);
    this.#wake();
  }

  unwatch(stream: StreamName, watcher: PresenceWatcher): void {
    this.#teller.unwatch(stream, watcher);
  }

  /** For how long what a connection was told is certain from now on; 0 where it is not. */
  certainMs(streams: Iterable<StreamName>, watcher: PresenceWatcher): number {
    return this.#hasHandedOver ? 0 : this.#teller.certainMs(streams, watcher);
  }

  /** Which version of each stream's presence a connection was told last. */
  versions(
    streams: Iterable<StreamName>,
    watcher: PresenceWatcher,
  ): readonly (readonly [StreamName, number])[] {
    return this.#teller.versions(streams, watcher);
  }

  /** What the devices of a person do, on every process that this one knows of. */
  of(userId: UserId): PresenceOf {
    return { certain: this.#teller.isCertain, devices: this.#board.devices(userId) };
  }

  /** Hears another process. */
  hear(node: NodeId, word: NodeWord): void {
    if (node === this.#node) return;
    if (word.type === 'ask') this.#asked(word.of);
    else this.#peers.hear(node, word, this.#ports.clock.monotonic());
    this.#beatSoon();
  }

  /**
   * This process is about to stop: its claims are left to whoever comes after it, and nothing that
   * happens from now on is told.
   */
  async handOver(): Promise<void> {
    if (this.#hasHandedOver) return;
    this.#flush();
    this.stop();
    this.#hasHandedOver = true;
    this.#say({ type: 'handedOver' });
    const handover = handoverOf(this.#node, this.#board, this.#ports.clock.now());
    if (handover === null || handover.claims.length === 0 || !this.#teller.isCertain) return;
    try {
      await putHandover(this.#ports.store, handover);
    } catch (error) {
      this.#failed('handing over', error);
    }
  }

  stop(): void {
    for (const cancel of [this.#cancelTick, this.#cancelBeat, this.#cancelSettling]) cancel?.();
    this.#cancelTick = null;
    this.#cancelBeat = null;
    this.#cancelSettling = null;
  }

  stats(): PresenceStats {
    return {
      leases: this.#leases.size,
      claims: this.#board.size,
      presentStreams: this.#board.streams,
      presenceWatchers: this.#teller.watchers,
      presencePeers: this.#peers.size,
    };
  }

  async #takeOver(): Promise<void> {
    const { store, clock, telemetry } = this.#ports;
    try {
      const found = await takeHandovers(store, clock.now());
      if (found === null) return;
      const now = clock.monotonic();
      for (const taken of found.taken) this.#peers.takeOver(taken, now + found.leftMs, now);
      telemetry.count('presence_handovers_total');
      this.#settle();
      this.#beatSoon();
    } catch (error) {
      this.#failed('taking over', error);
    }
  }

  #failed(what: string, error: unknown): void {
    this.#ports.telemetry.log('warn', `${what} who is present has failed`, {
      error: String(error),
    });
  }

  #settle(): void {
    this.#cancelSettling?.();
    this.#cancelSettling = null;
    if (this.#teller.isCertain) return;
    this.#teller.settle();
    this.#wake();
  }

  #held({ person, sessionId }: Claim): void {
    this.#peers.letGo(person.id, sessionId);
  }

  #changed(stream: StreamName): void {
    this.#teller.changed(stream);
    this.#wake();
  }

  #asked(of: NodeId | null): void {
    if (of !== null && of !== this.#node) return;
    this.#flush();
    if (this.#own.size > 0 || of !== null) this.#say(this.#own.whole);
  }

  /** What happens within a tick is told together. */
  #wake(): void {
    if (this.#hasHandedOver) return;
    this.#cancelTick ??= this.#ports.clock.after(PRESENCE_TICK_MS, () => this.#tick());
  }

  #tick(): void {
    this.#cancelTick = null;
    this.#leases.sweep(this.#ports.clock.monotonic());
    this.#flush();
    const isOwed = this.#ports.isPressed() ? this.#teller.isDue : this.#teller.tell();
    if (isOwed || this.#leases.nextEnd !== null) this.#wake();
  }

  #flush(): void {
    const changes = this.#own.takeChanges();
    if (changes !== null) this.#say(changes);
  }

  #beatSoon(): void {
    if (this.#hasHandedOver) return;
    this.#cancelBeat ??= this.#ports.clock.after(NODE_BEAT_MS, () => this.#beat());
  }

  #beat(): void {
    this.#cancelBeat = null;
    const now = this.#ports.clock.monotonic();
    this.#leases.sweep(now);
    this.#peers.sweep(now);
    if (this.#own.size > 0) this.#say(this.#own.beat);
    if (this.#leases.size + this.#peers.size > 0) this.#beatSoon();
  }

  #say(word: NodeWord): void {
    this.#ports.broadcast.publish({ kind: 'presence', node: this.#node, word });
  }
}
