import type { TypistFrame } from '../core/vocabulary/frames.js';
import type { SessionId } from '../core/vocabulary/ids.js';
import type { NodeId, NodeWord } from '../core/vocabulary/presence.js';
import type { StreamRun } from './store.js';

/** What processes tell each other. A signal is never stored and may be lost, doubled or late. */
export type Signal =
  | { readonly kind: 'moved'; readonly runs: readonly StreamRun[] }
  | { readonly kind: 'sessionEnded'; readonly sessionId: SessionId }
  | { readonly kind: 'typing'; readonly typist: TypistFrame }
  /** What one process says of the people whom it holds present. */
  | { readonly kind: 'presence'; readonly node: NodeId; readonly word: NodeWord };

/** Hints between the engine and every delivery. Nothing relies on one arriving. */
export interface Broadcast {
  /** Hands a signal to every subscriber, the publisher's own among them. Never throws. */
  publish(signal: Signal): void;
  /** @returns what ends the subscription. */
  subscribe(listener: (signal: Signal) => void): () => void;
}
