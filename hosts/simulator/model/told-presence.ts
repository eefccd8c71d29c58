import type { PongFrame, PresenceFrame } from '../../../core/vocabulary/frames.js';
import type { Way } from './way.js';

/** A page is told who is there: what of that is about its person, and whether it has missed any. */
export function toldWhoIsHere(way: Way, frame: PresenceFrame): void {
  const { stream, scope, version, present } = frame;
  const known = way.presence.get(stream) ?? 0;
  if (scope === 'changes' && version <= known) return;
  const isMissed = scope === 'changes' && version !== known + 1;
  if (isMissed) way.missesPresence = true;
  way.presence.set(stream, isMissed ? 0 : version);
  if (stream !== 'account' || scope === 'uncertain') return;
  const own = present.find(([userId]) => userId === way.ownerId);
  if (own === undefined && scope === 'changes') return;
  const state = own?.[1];
  way.toldHere = state === 'active' || state === 'away' ? state : null;
}

/** A pong says what it must have been told. */
export function certified(way: Way, { presence = [] }: PongFrame): void {
  const isBehind = presence.some(([stream, version]) => way.presence.get(stream) !== version);
  if (isBehind) way.missesPresence = true;
}
