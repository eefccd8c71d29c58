import type { RoomId } from '../../../core/vocabulary/ids.js';

/** A tab of a browser as it is when the browser's one connection has something for it. */
export interface SharingTab {
  readonly name: string;
  /** Number of the connection that it holds itself to have; null while it has none. */
  readonly connection: number | null;
  /** Whether its page has said on it that somebody is there. */
  readonly isHere: boolean;
  /** How far it lists a room that it does not follow; null where it follows it, or lists it not. */
  readonly headOf: (roomId: RoomId) => number | null;
}

/** A browser, and how often a tab of it was opened, closed, frozen or thawed so far. */
export interface SharingBrowser {
  readonly name: string;
  /** The newest connection that its leader was welcome on; null before the first. */
  readonly connection: string | null;
  readonly changes: number;
  readonly tabs: readonly SharingTab[];
}

/** That somebody has left off typing in a room. */
export interface LeftOff {
  readonly leftOff: RoomId;
}

/**
 * What a tab may be owed: how far a room is, the end of its connection, or a word for it, that
 * somebody is there or types no more.
 */
export type Due = { readonly roomId: RoomId; readonly seq: number } | LeftOff | 'end' | 'here';

/** Whether a tab has yet to have something. */
export function isOwed({ headOf, isHere }: SharingTab, what: Due): boolean {
  if (what === 'here') return isHere;
  if (isLeftOff(what)) return true;
  return what === 'end' || (headOf(what.roomId) ?? Infinity) < what.seq;
}

export function isLeftOff(what: Due): what is LeftOff {
  return typeof what === 'object' && 'leftOff' in what;
}

export function textOf(what: Due): string {
  if (what === 'end') return 'its connection is over, and it does not know';
  if (what === 'here') return 'somebody is there, and goodbye was said for all';
  if (isLeftOff(what))
    return `its person types no more in room:${what.leftOff}, and it says nothing`;
  return `it was not told of room:${String(what.roomId)}@${String(what.seq)}`;
}
