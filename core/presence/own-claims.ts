import type { Absence, Claim, NodeId, NodeWord, NumberedClaim } from '../vocabulary/presence.js';
import type { PresenceBoard } from './board.js';
import type { ClaimSink } from './leases.js';
import { keyOf } from './peers.js';

/** What this process holds, and what of it the others have not been told. */
export class OwnClaims implements ClaimSink {
  readonly node: NodeId;
  readonly #board: PresenceBoard;
  readonly #onPut: (claim: Claim) => void;
  readonly #claims = new Map<number, Claim>();
  readonly #changed = new Set<number>();
  readonly #ended = new Map<number, Absence>();
  #version = 0;

  /** @param onPut - a claim holds its person from now on. */
  constructor(node: NodeId, board: PresenceBoard, onPut: (claim: Claim) => void) {
    this.node = node;
    this.#board = board;
    this.#onPut = onPut;
  }

  get size(): number {
    return this.#claims.size;
  }

  put(number: number, claim: Claim): void {
    this.#claims.set(number, claim);
    this.#changed.add(number);
    this.#ended.delete(number);
    this.#board.put(keyOf(this.node, number), claim);
    this.#onPut(claim);
  }

  end(number: number, why: Absence): void {
    if (!this.#claims.delete(number)) return;
    this.#changed.delete(number);
    this.#ended.set(number, why);
    this.#board.drop(keyOf(this.node, number), why);
  }

  /** What has changed since the last call; null where nothing has. */
  takeChanges(): NodeWord | null {
    if (this.#changed.size === 0 && this.#ended.size === 0) return null;
    this.#version += 1;
    const claims = [...this.#changed].flatMap((number) => this.#numbered(number));
    const word = {
      type: 'changes',
      version: this.#version,
      claims,
      ended: [...this.#ended],
    } as const;
    this.#changed.clear();
    this.#ended.clear();
    return word;
  }

  get beat(): NodeWord {
    return { type: 'beat', version: this.#version };
  }

  /** Everything that was told. What has changed since is told with the next changes. */
  get whole(): NodeWord {
    return { type: 'whole', version: this.#version, claims: [...this.#claims] };
  }

  #numbered(number: number): readonly NumberedClaim[] {
    const claim = this.#claims.get(number);
    return claim === undefined ? [] : [[number, claim]];
  }
}
