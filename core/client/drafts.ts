import type { Draft } from '../../ports/local-store.js';
import type { RoomId } from '../vocabulary/ids.js';
import { DRAFT_WAIT_MS, DRAFTS_MAX } from './limits.js';
import type { Turn } from './turn.js';

/** Keeps what is being written in a room: in memory at once, on the device within DRAFT_WAIT_MS. */
export function setDraft(turn: Turn, roomId: RoomId, body: string): void {
  const drafts = new Map(turn.state.drafts);
  if (body === '') drafts.delete(roomId);
  else drafts.set(roomId, body);
  const oldest = drafts.size > DRAFTS_MAX ? drafts.keys().next().value : undefined;
  if (oldest !== undefined) drafts.delete(oldest);
  const dirty = [roomId, ...(oldest === undefined ? [] : [oldest])];
  const { rooms, at } = turn.state.draftsDue ?? { rooms: [], at: turn.moment.mono + DRAFT_WAIT_MS };
  turn.update({ drafts, draftsDue: { rooms: [...new Set([...rooms, ...dirty])], at } });
  turn.update({ draftsTyped: typedIn(turn, roomId) });
}

/** Takes in what the device kept, but for rooms in which something was typed since. */
export function takeDrafts(turn: Turn, kept: readonly Draft[]): void {
  const { drafts, draftsTyped } = turn.state;
  const older = kept.filter(({ roomId }) => !draftsTyped.has(roomId));
  const known = older.map(({ roomId, body }) => [roomId, body] as const);
  turn.update({ drafts: new Map([...known, ...drafts]) });
}

/** Gives the device what it does not have yet. */
export function flushDrafts(turn: Turn): void {
  const { draftsDue, owner, drafts } = turn.state;
  if (draftsDue === null || owner === null) return;
  turn.update({ draftsDue: null });
  for (const roomId of draftsDue.rooms) {
    const draft = { roomId, body: drafts.get(roomId) ?? '' };
    turn.emit({ type: 'putDraft', userId: owner, draft });
  }
}

export function onDraftsAlarm(turn: Turn): void {
  const { draftsDue } = turn.state;
  if (draftsDue !== null && draftsDue.at <= turn.moment.mono) flushDrafts(turn);
}

/** Of more rooms than drafts are kept of, the one that was typed in first is forgotten. */
function typedIn(turn: Turn, roomId: RoomId): ReadonlySet<RoomId> {
  const rooms = [...new Set([...turn.state.draftsTyped, roomId])];
  return new Set(rooms.slice(-DRAFTS_MAX));
}
