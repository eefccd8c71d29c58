import type { RoomId, SessionId, UserId } from '../vocabulary/ids.js';
import { HANDOVER_MS, NODE_SILENT_MS } from '../vocabulary/presence.js';
import type { Claim, NodeId, NodeWord, NumberedClaim } from '../vocabulary/presence.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import type { PresenceBoard } from './board.js';

/** Processes that are known of at once; the word of one more is passed over. */
export const PEERS_MAX = 64;
/** Processes that have stopped: what still comes of them is late. The oldest is forgotten. */
export const PAST_PEERS_MAX = 64;
/** Between two times that one process is asked for its whole. */
const ASK_AGAIN_MS = 1_000;
/** Looks that come this much later than they were due say that this process stood still. */
const STOOD_STILL_MS = 2_000;

interface Peer {
  readonly node: NodeId;
  /** Changes that were applied; null while its claims are not known, or only handed over. */
  version: number | null;
  readonly claims: Set<number>;
  /** When its claims were last known to be all that it has told. */
  inStepAt: MonotonicMs;
  askedAt: MonotonicMs | null;
  /** Its claims are kept until then, whether or not it is heard of. */
  handedUntil: MonotonicMs | null;
  /** It has said that it stops. */
  hasHandedOver: boolean;
}

/** What was handed over of a session: rooms, and until when they are kept. */
export interface Inheritance {
  readonly rooms: readonly RoomId[];
  readonly until: MonotonicMs;
}

/**
 * The claims of other processes, as far as they have told. One that is not heard of for
 * NODE_SILENT_MS has ended, with all its claims, and so has one that is heard and of which a change
 * is missing for as long: what is known of it may be over. Only this process's own clock decides.
 */
export class Peers {
  readonly #board: PresenceBoard;
  readonly #ask: (of: NodeId) => void;
  readonly #onSilent: () => void;
  readonly #peers = new Map<NodeId, Peer>();
  readonly #past = new Set<NodeId>();
  #sweptAt: MonotonicMs | null = null;

  /**
   * @param told - `ask`: wants the whole of a process; `silent`: one has ended for want of a word.
   */
  constructor(
    board: PresenceBoard,
    told: { readonly ask: (of: NodeId) => void; readonly silent: () => void },
  ) {
    this.#board = board;
    this.#ask = told.ask;
    this.#onSilent = told.silent;
  }

  get size(): number {
    return this.#peers.size;
  }

  hear(node: NodeId, word: Exclude<NodeWord, { type: 'ask' }>, now: MonotonicMs): void {
    if (this.#past.has(node)) return;
    const peer = this.#peerOf(node, now);
    if (peer === null || peer.hasHandedOver) return;
    switch (word.type) {
      case 'beat':
        if (peer.version === word.version) peer.inStepAt = now;
        else this.#askFor(peer, now);
        return;
      case 'changes':
        this.#change(peer, word, now);
        return;
      case 'whole':
        this.#replace(peer, word, now);
        return;
      case 'handedOver':
        peer.hasHandedOver = true;
        peer.handedUntil = now + HANDOVER_MS;
        return;
    }
  }

  /** Takes what a process left for those who come after it. */
  takeOver(
    handed: {
      readonly node: NodeId;
      readonly hasEnded: boolean;
      readonly claims: readonly NumberedClaim[];
    },
    until: MonotonicMs,
    now: MonotonicMs,
  ): void {
    const peer = this.#peerOf(handed.node, now);
    if (peer === null || peer.version !== null) return;
    peer.handedUntil = until;
    peer.hasHandedOver = handed.hasEnded;
    for (const [number, claim] of handed.claims) this.#put(peer, number, claim);
  }

  /** What of that which was handed over one session held; null where there is nothing. */
  inherit(userId: UserId, sessionId: SessionId | null): Inheritance | null {
    const rooms = new Set<RoomId>();
    let until: MonotonicMs | null = null;
    for (const [key, claim] of this.#board.of(userId)) {
      const { peer } = this.#holderOf(key);
      if (peer?.handedUntil == null || claim.sessionId !== sessionId) continue;
      for (const roomId of claim.rooms) rooms.add(roomId);
      until = Math.max(until ?? 0, peer.handedUntil);
    }
    return until === null ? null : { rooms: [...rooms], until };
  }

  /** Lets go of what was inherited, once it is held by somebody else. */
  letGo(userId: UserId, sessionId: SessionId | null): void {
    for (const [key, claim] of this.#board.of(userId)) {
      const { peer, number } = this.#holderOf(key);
      const isHanded = peer !== undefined && peer.handedUntil !== null;
      if (!isHanded || claim.sessionId !== sessionId) continue;
      peer.claims.delete(number);
      this.#board.drop(key, 'disconnected');
    }
  }

  /** Ends processes that were silent for too long, unless it is this one that stood still. */
  sweep(now: MonotonicMs): void {
    const lateMs = this.#sweptAt === null ? 0 : now - this.#sweptAt - STOOD_STILL_MS;
    this.#sweptAt = this.#peers.size === 0 ? null : now;
    for (const peer of this.#peers.values()) {
      if (lateMs > 0) peer.inStepAt += lateMs;
      const endsAt = peer.handedUntil ?? peer.inStepAt + NODE_SILENT_MS;
      if (endsAt <= now) this.#end(peer);
    }
  }

  #peerOf(node: NodeId, now: MonotonicMs): Peer | null {
    const known = this.#peers.get(node);
    if (known !== undefined) return known;
    if (this.#peers.size >= PEERS_MAX) return null;
    const peer: Peer = {
      node,
      version: null,
      claims: new Set(),
      inStepAt: now,
      askedAt: null,
      handedUntil: null,
      hasHandedOver: false,
    };
    this.#peers.set(node, peer);
    return peer;
  }

  #askFor(peer: Peer, now: MonotonicMs): void {
    if (peer.askedAt !== null && now - peer.askedAt < ASK_AGAIN_MS) return;
    peer.askedAt = now;
    this.#ask(peer.node);
  }

  #change(
    peer: Peer,
    { version, claims, ended }: Extract<NodeWord, { type: 'changes' }>,
    now: MonotonicMs,
  ): void {
    if (peer.version !== null && version <= peer.version) return;
    if (version !== (peer.version ?? 0) + 1) {
      this.#askFor(peer, now);
      return;
    }
    for (const [number, claim] of claims) this.#put(peer, number, claim);
    for (const [number, why] of ended) {
      peer.claims.delete(number);
      this.#board.drop(keyOf(peer.node, number), why);
    }
    this.#isLive(peer, version, now);
  }

  #replace(peer: Peer, word: Extract<NodeWord, { type: 'whole' }>, now: MonotonicMs): void {
    if (peer.version !== null && word.version < peer.version) return;
    const named = new Set(word.claims.map(([number]) => number));
    for (const [number, claim] of word.claims) this.#put(peer, number, claim);
    for (const number of [...peer.claims].filter((known) => !named.has(known))) {
      peer.claims.delete(number);
      this.#board.drop(keyOf(peer.node, number), 'disconnected');
    }
    this.#isLive(peer, word.version, now);
  }

  #isLive(peer: Peer, version: number, now: MonotonicMs): void {
    peer.version = version;
    peer.inStepAt = now;
    peer.handedUntil = null;
  }

  /** What a session holds now needs no hand-over any more. */
  #put(peer: Peer, number: number, claim: Claim): void {
    peer.claims.add(number);
    this.#board.put(keyOf(peer.node, number), claim);
    if (peer.handedUntil === null) this.letGo(claim.person.id, claim.sessionId);
  }

  #end(peer: Peer): void {
    const { node } = peer;
    this.#peers.delete(node);
    // One that is only silent may be cut off: it counts again once it is heard.
    if (peer.hasHandedOver) this.#past.add(node);
    else this.#onSilent();
    const [oldest] = this.#past;
    if (this.#past.size > PAST_PEERS_MAX && oldest !== undefined) this.#past.delete(oldest);
    for (const number of peer.claims) this.#board.drop(keyOf(peer.node, number), 'disconnected');
  }

  #holderOf(key: string): { readonly peer: Peer | undefined; readonly number: number } {
    const at = key.indexOf('#');
    return { peer: this.#peers.get(key.slice(0, at)), number: Number(key.slice(at + 1)) };
  }
}

/** Names a claim across processes. */
export function keyOf(node: NodeId, number: number): string {
  return `${node}#${number}`;
}
