import { assertNever } from '../vocabulary/assert.js';
import type { Refusal } from '../vocabulary/errors.js';
import { roomOfStream, roomStream, userStream, type StreamName } from '../vocabulary/ids.js';
import { positionAt } from '../vocabulary/position.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { JOIN_WAIT_MS, REPAIRS_MAX } from './limits.js';
import {
  NOT_FOLLOWED,
  type Follow,
  type FollowPhase,
  type RepairCause,
  type Replica,
} from './replica.js';
import type { Applied, RoomView } from './state.js';
import type { Turn } from './turn.js';

/** The stream of the person whose client it is; null before it is known who that is. */
export function ownStream({ owner }: Replica): StreamName | null {
  return owner === null ? null : userStream(owner);
}

/** What is known of a stream; null for streams that this client has nothing to do with. */
export function followOf(state: Replica, stream: StreamName): Follow | null {
  if (stream === 'account') return state.accountFollow;
  if (stream === ownStream(state)) return state.userFollow;
  const roomId = roomOfStream(stream);
  return roomId === null ? null : (state.rooms.get(roomId)?.follow ?? null);
}

/** Whether frames of a stream are wanted. */
export function isFollowed(follow: Follow | null): follow is Follow {
  return follow !== null && follow.phase.kind !== 'left' && follow.phase.kind !== 'denied';
}

/** Changes what is known of a stream, and the status that a room shows with it. */
export function setFollow(
  turn: Turn,
  stream: StreamName,
  change: Partial<Follow> & { readonly refusal?: Refusal },
): void {
  const { refusal, ...known } = change;
  if (stream === 'account') {
    turn.update({ accountFollow: { ...turn.state.accountFollow, ...known } });
    return;
  }
  if (stream === ownStream(turn.state)) {
    turn.update({ userFollow: { ...turn.state.userFollow, ...known } });
    return;
  }
  const roomId = roomOfStream(stream);
  const room = roomId === null ? undefined : turn.state.rooms.get(roomId);
  if (roomId === null || room === undefined) return;
  const follow = { ...room.follow, ...known };
  turn.updateRoom(roomId, {
    follow,
    status: known.phase === undefined ? room.status : statusOf(known.phase, refusal),
  });
}

/** Notes how far a stream is applied, and over which connection that came. */
export function setApplied(turn: Turn, stream: StreamName, applied: Applied): void {
  setFollow(turn, stream, { applied, appliedOn: turn.state.link.channel });
}

/** What is applied is of the server's log, as it has said over the channel in use. */
export function confirmApplied(turn: Turn, stream: StreamName): void {
  const { channel } = turn.state.link;
  if (followOf(turn.state, stream)?.appliedOn === channel) return;
  setFollow(turn, stream, { appliedOn: channel });
}

/** Joins the account and every open room, each from the position that was kept. */
export function joinAll(turn: Turn): void {
  for (const stream of wantedStreams(turn.state)) {
    setFollow(turn, stream, { repairs: 0 });
    join(turn, stream);
  }
}

/** Asks for a stream from what is applied on; for a snapshot where nothing is. */
export function join(turn: Turn, stream: StreamName): void {
  const follow = followOf(turn.state, stream) ?? NOT_FOLLOWED;
  setFollow(turn, stream, { phase: { kind: 'joining', since: turn.moment.mono } });
  dropHeld(turn, stream);
  sendJoin(turn, stream, follow.applied === null ? 'snapshot' : 'position');
}

/**
 * Joins a stream again because what came does not fit what is applied: first from the position,
 * then from a snapshot. After REPAIRS_MAX of them the connection is ended.
 *
 * Only who names a position is told that it is undone. One that nothing has confirmed over this
 * connection is named for as long as there is a further repair.
 */
export function repair(turn: Turn, stream: StreamName, cause: RepairCause = 'broken'): void {
  const { repairs, appliedOn } = followOf(turn.state, stream) ?? NOT_FOLLOWED;
  const isConfirmed = appliedOn === turn.state.link.channel;
  const namesPosition = repairs < (isConfirmed ? 1 : REPAIRS_MAX - 1);
  joinAgain(turn, stream, { cause, from: namesPosition ? 'position' : 'snapshot' });
}

/** Starts a stream anew from a snapshot. */
export function startAnew(turn: Turn, stream: StreamName): void {
  const { repairs } = followOf(turn.state, stream) ?? NOT_FOLLOWED;
  setFollow(turn, stream, { repairs: Math.max(repairs, 1) });
  joinAgain(turn, stream, { cause: 'broken', from: 'snapshot' });
}

function joinAgain(
  turn: Turn,
  stream: StreamName,
  { cause, from }: { readonly cause: RepairCause; readonly from: 'position' | 'snapshot' },
): void {
  const repairs = (followOf(turn.state, stream)?.repairs ?? 0) + 1;
  const since = turn.moment.mono;
  setFollow(turn, stream, { phase: { kind: 'repairing', since, why: cause }, repairs });
  dropHeld(turn, stream);
  if (repairs > REPAIRS_MAX) turn.blameConnection(`The stream ${stream} cannot be repaired.`);
  else sendJoin(turn, stream, from);
}

/** Nothing is followed without a connection. What is applied stays. */
export function unfollowAll(turn: Turn): void {
  turn.update({ held: new Map() });
  for (const stream of wantedStreams(turn.state)) {
    setFollow(turn, stream, { phase: { kind: 'left' } });
  }
}

/** When a join must have come to something. */
export function followDue(replica: Replica): readonly MonotonicMs[] {
  const { accountFollow, userFollow, rooms } = replica;
  const due = [phaseDue(accountFollow.phase), phaseDue(userFollow.phase)];
  for (const { openedOrder, follow } of rooms.values()) {
    if (openedOrder !== null) due.push(phaseDue(follow.phase));
  }
  return due.filter((at) => at !== null);
}

function phaseDue(phase: FollowPhase): MonotonicMs | null {
  if (phase.kind === 'joining' || phase.kind === 'repairing') return phase.since + JOIN_WAIT_MS;
  if (phase.kind === 'live') return phase.overdueAt;
  return phase.kind === 'postponed' ? phase.until : null;
}

/** Something of a stream came and is taken: its join is alive, and the rest may be on its way. */
export function heard(turn: Turn, stream: StreamName): void {
  const phase = followOf(turn.state, stream)?.phase;
  if (phase?.kind === 'live' && phase.overdueAt !== null) setLive(turn, stream, null);
  const since = turn.moment.mono;
  if (phase?.kind !== 'joining' && phase?.kind !== 'repairing') return;
  setFollow(turn, stream, { phase: { ...phase, since } });
}

/** A stream is live. @param overdueAt - when what it was told of must have come. */
export function setLive(turn: Turn, stream: StreamName, overdueAt: MonotonicMs | null): void {
  setFollow(turn, stream, { phase: { kind: 'live', overdueAt }, repairs: 0 });
}

/**
 * Joins that were postponed are made, and joins of which nothing came are sent again; so is that of
 * a stream of which something was lost.
 */
export function onFollowAlarm(turn: Turn): void {
  const { mono } = turn.moment;
  for (const stream of wantedStreams(turn.state)) {
    const phase = followOf(turn.state, stream)?.phase;
    if (phase?.kind === 'postponed' && phase.until <= mono) join(turn, stream);
    const isWaiting = phase?.kind === 'joining' || phase?.kind === 'repairing';
    if (isWaiting && phase.since + JOIN_WAIT_MS <= mono) repair(turn, stream);
    const overdueAt = phase?.kind === 'live' ? phase.overdueAt : null;
    if (overdueAt !== null && overdueAt <= mono) repair(turn, stream, 'overdue');
  }
}

/** Forgets what waits of a stream: it comes again with a join or a snapshot. */
export function dropHeld(turn: Turn, stream: StreamName): void {
  if (!turn.state.held.has(stream)) return;
  turn.update({ held: new Map([...turn.state.held].filter(([held]) => held !== stream)) });
}

function sendJoin(turn: Turn, stream: StreamName, from: 'position' | 'snapshot'): void {
  const applied = followOf(turn.state, stream)?.applied ?? null;
  const position =
    from === 'snapshot' || applied === null
      ? null
      : positionAt(applied.epoch, applied.seq, applied.digest);
  turn.send({ type: 'join', stream, position });
}

function wantedStreams(state: Replica): readonly StreamName[] {
  const open = [...state.rooms].filter(([, room]) => room.openedOrder !== null);
  const own = ownStream(state);
  const rooms = open.map(([roomId]) => roomStream(roomId));
  return own === null ? ['account', ...rooms] : ['account', own, ...rooms];
}

function statusOf(phase: FollowPhase, refusal: Refusal | undefined): RoomView['status'] {
  switch (phase.kind) {
    case 'left':
    case 'joining':
    case 'postponed':
      return { kind: 'joining' };
    case 'live':
      return { kind: 'live' };
    case 'repairing':
      return { kind: 'repairing' };
    case 'denied':
      return {
        kind: 'denied',
        refusal: refusal ?? { code: 'not_found', message: 'There is no such room.' },
      };
    default:
      return assertNever(phase);
  }
}
