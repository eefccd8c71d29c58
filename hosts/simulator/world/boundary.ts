import type { TabName } from '../plan/plan.js';

/** Moments near which most coordination goes wrong. */
export type Boundary =
  /** A batch has committed. */
  | 'commit'
  /** A command was answered, and a page has the answer. */
  | 'answer'
  /** A page asks for a stream. */
  | 'join'
  /** A page renews its connection's lease by a ping. */
  | 'heartbeat'
  /** A browser was given a term: another tab leads. */
  | 'term'
  /** A device has what it was given to keep. */
  | 'kept';

/** Where one is: a page, a process by its number (-1 where it has ended), or both. */
export interface Place {
  readonly tab?: TabName;
  readonly process?: number;
}
