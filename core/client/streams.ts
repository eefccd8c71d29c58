import { assertNever } from '../vocabulary/assert.js';
import { ERRORS } from '../vocabulary/errors.js';
import type {
  DeniedFrame,
  LiveFrame,
  PongFrame,
  ResetFrame,
  RunFrame,
  StreamState,
} from '../vocabulary/frames.js';
import {
  roomOfStream,
  roomStream,
  userOfStream,
  type RoomId,
  type StreamName,
} from '../vocabulary/ids.js';
import { applyToAccount, resetAccount } from './account.js';
import { backoffMs } from './backoff.js';
import {
  confirmApplied,
  followOf,
  heard,
  isFollowed,
  repair,
  setApplied,
  setFollow,
  setLive,
  startAnew,
} from './follow.js';
import { onRoomReset } from './pages.js';
import { learnPeople } from './people.js';
import { forgetPresence } from './presence.js';
import { applyToReadings, resetReadings } from './readings.js';
import { confirmedUpTo, giveBack } from './outbox-log.js';
import type { Follow, FollowPhase, Replica, VerifiedEvent } from './replica.js';
import { applyToRoom, forgetRoom, resetRoom } from './rooms.js';
import type { Sequence } from '../vocabulary/position.js';
import type { Applied } from './state.js';
import type { Turn } from './turn.js';
import { verifyRun, type Verdict } from './verify.js';

/**
 * Applies what is new in a run, or asks for what is missing before it. Nothing is applied out of
 * order.
 */
export function onRun(turn: Turn, run: RunFrame): void {
  const { stream } = run;
  const follow = followOf(turn.state, stream);
  const reached = isFollowed(follow) ? reachedIn(turn.state, stream, follow) : null;
  if (follow === null || reached === null) return;
  const verdict = verifyRun(turn.sha256, reached, run);
  if (verdict.kind !== 'continues') {
    if (isFault(verdict, follow.phase)) repair(turn, stream);
    return;
  }
  heard(turn, stream);
  confirmApplied(turn, stream);
  learnPeople(turn, run.people);
  const roomId = roomOfStream(stream);
  if (stream === 'account') applyToAccount(turn, verdict.events);
  else if (roomId === null) applyToReadings(turn, verdict.events);
  else if (contradictsPages(turn.state, roomId, verdict.events))
    startAnewWithoutPages(turn, roomId);
  else applyToRoom(turn, roomId, verdict.events);
  releaseHeld(turn);
}

/** Whether a run that brings nothing shows that something has to be joined again. */
function isFault({ kind }: Exclude<Verdict, { kind: 'continues' }>, phase: FollowPhase): boolean {
  switch (kind) {
    case 'past':
      return false;
    case 'gap':
      // While a join is under way, runs of the one before may still come: the join brings what they
      // hold.
      return phase.kind === 'live';
    case 'other':
      return phase.kind !== 'repairing';
    case 'broken':
      return true;
    default:
      return assertNever(kind);
  }
}

/** Starts a stream anew from a snapshot. */
export function onReset(turn: Turn, reset: ResetFrame): void {
  const { stream, epoch, seq, digest, state } = reset;
  const follow = followOf(turn.state, stream);
  if (!isFollowed(follow)) return;
  if (!isStateOf(stream, state) || isLate(turn.state, follow, reset)) {
    repair(turn, stream);
    return;
  }
  setApplied(turn, stream, { epoch, seq, digest });
  heard(turn, stream);
  learnPeople(turn, reset.people);
  startFrom(turn, reset, follow);
  releaseHeld(turn);
  if (follow.applied === null) return;
  turn.emit({ type: 'announce', announcement: { kind: 'discontinuity', stream } });
}

/** Whether a page was read of another log than the one that goes on here. */
function contradictsPages(
  { rooms }: Replica,
  roomId: RoomId,
  events: readonly VerifiedEvent[],
): boolean {
  const ahead = rooms.get(roomId)?.ahead ?? [];
  return ahead.some(({ seq, digest }) =>
    events.some(({ applied }) => applied.seq === seq && applied.digest !== digest),
  );
}

/** Takes the state of a snapshot in. @param before - what was known of the stream until then. */
function startFrom(turn: Turn, reset: ResetFrame, before: Follow): void {
  const { stream, seq, state } = reset;
  switch (state.kind) {
    case 'account':
      resetAccount(turn, state);
      return;
    case 'user':
      resetReadings(turn, stream, state);
      return;
    case 'room':
      resetRoom(turn, state, {
        seq,
        isSameLog: reset.undone !== true && before.applied?.epoch === reset.epoch,
        undone:
          reset.undone === true
            ? { after: Math.min(seq, before.applied?.seq ?? 0), knownOn: before.appliedOn ?? 0 }
            : null,
      });
      onRoomReset(turn, state.room.id);
      return;
    default:
      assertNever(state);
  }
}

/** The join is complete. What was applied must be what the server has at that place. */
export function onLive(turn: Turn, live: LiveFrame): void {
  const { stream } = live;
  const follow = followOf(turn.state, stream);
  if (!isFollowed(follow)) return;
  const reached = reachedIn(turn.state, stream, follow);
  if (reached === null) repair(turn, stream);
  else if (reached.epoch !== live.epoch) startAnew(turn, stream);
  else if (live.seq !== reached.seq || live.digest !== reached.digest) repair(turn, stream);
  else arrive(turn, stream, follow.phase);
}

/**
 * The log is applied as far as it goes. Where the page was told of more, that is on its way, or was
 * lost: it is joined again then. What such a join does not bring is of a history that is no more.
 */
function arrive(turn: Turn, stream: StreamName, phase: FollowPhase): void {
  confirmApplied(turn, stream);
  const reached = followOf(turn.state, stream)?.applied?.seq ?? 0;
  const isAll = toldUpTo(turn.state, stream) <= reached;
  const isAsked = phase.kind === 'repairing' && phase.why === 'overdue';
  const overdueAt = turn.moment.mono + turn.state.link.pingIntervalMs;
  setLive(turn, stream, isAll || isAsked ? null : overdueAt);
  const roomId = roomOfStream(stream);
  if (isAll || !isAsked || roomId === null) return;
  giveBack(turn, roomId, (_item, { seq }) => seq > reached);
  if (pagesUpTo(turn.state, roomId) > reached) startAnewWithoutPages(turn, roomId);
}

/** Pages that are shown are of another history: the room begins anew, and they hold for nothing. */
function startAnewWithoutPages(turn: Turn, roomId: RoomId): void {
  turn.updateRoom(roomId, { ahead: [] });
  startAnew(turn, roomStream(roomId));
}

/** How far pages and answers say that a room is, whatever its own stream has brought. */
function toldUpTo(state: Replica, stream: StreamName): Sequence {
  const roomId = roomOfStream(stream);
  if (roomId === null) return 0;
  return Math.max(pagesUpTo(state, roomId), confirmedUpTo(state, roomId));
}

function pagesUpTo({ rooms }: Replica, roomId: RoomId): Sequence {
  return Math.max(0, ...(rooms.get(roomId)?.ahead ?? []).map(({ seq }) => seq));
}

/**
 * Compares how far the server is, or was said to be, with what was applied. What is missing may be
 * on its way: if nothing of the stream comes for a whole heartbeat, it was lost, and the stream is
 * joined again.
 */
export function onPong(turn: Turn, { heads }: PongFrame): void {
  const overdueAt = turn.moment.mono + turn.state.link.pingIntervalMs;
  for (const [stream, head] of heads) {
    const follow = followOf(turn.state, stream);
    if (follow?.phase.kind !== 'live') continue;
    const reached = reachedIn(turn.state, stream, follow);
    const told = Math.max(head, toldUpTo(turn.state, stream));
    const isBehind = reached !== null && reached.seq < told;
    if (isBehind === (follow.phase.overdueAt !== null)) continue;
    setLive(turn, stream, isBehind ? overdueAt : null);
  }
}

/** The join was refused: for now, where waiting helps, or for good. */
export function onDenied(turn: Turn, { stream, code, message }: DeniedFrame): void {
  const follow = followOf(turn.state, stream);
  if (!isFollowed(follow)) return;
  const { mono, fraction } = turn.moment;
  if (ERRORS[code].retryable) {
    const until = mono + backoffMs(follow.repairs, fraction);
    setFollow(turn, stream, { phase: { kind: 'postponed', until }, repairs: follow.repairs + 1 });
    return;
  }
  const refusal = { code, message };
  setFollow(turn, stream, { phase: { kind: 'denied' }, applied: null, refusal });
  forgetPresence(turn, stream);
  const roomId = roomOfStream(stream);
  if (roomId !== null) forgetRoom(turn, roomId);
  releaseHeld(turn);
}

/** How far a stream has come, with what waits to be applied. */
function reachedIn(state: Replica, stream: StreamName, { applied }: Follow): Applied | null {
  return state.held.get(stream)?.events.at(-1)?.applied ?? applied;
}

function isStateOf(stream: StreamName, state: StreamState): boolean {
  switch (state.kind) {
    case 'account':
      return stream === 'account';
    case 'user':
      return userOfStream(stream) !== null;
    case 'room':
      return roomOfStream(stream) === state.room.id;
    default:
      return assertNever(state);
  }
}

/**
 * Whether a snapshot was overtaken by what came after it. What is further than a snapshot and did
 * not come over this connection may be of a history that is no more.
 */
function isLate(state: Replica, { applied, phase, appliedOn }: Follow, reset: ResetFrame): boolean {
  if (applied?.epoch !== reset.epoch || reset.seq >= applied.seq) return false;
  return phase.kind === 'live' || appliedOn === state.link.channel;
}

/** Applies what waited for a room that has come on, or is no longer followed. */
export function releaseHeld(turn: Turn): void {
  if (turn.state.held.size === 0) return;
  applyToAccount(turn, []);
  applyToReadings(turn, []);
}
