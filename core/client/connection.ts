import type { CloseReason } from '../../ports/transport.js';
import type { Refusal } from '../vocabulary/errors.js';
import {
  PROTOCOL_VERSION,
  type GoawayFrame,
  type RefusedFrame,
  type WelcomeFrame,
} from '../vocabulary/frames.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { backoffMs } from './backoff.js';
import { endCommands, onCommandsLost } from './commands.js';
import { joinAll, unfollowAll } from './follow.js';
import { GREETING_WAIT_MS, MOVES_APART_MS, PROBE_WAIT_MS, STABLE_MS } from './limits.js';
import { loadOutbox } from './outbox.js';
import { onOutboxLost, onOutboxOnline } from './outbox-drain.js';
import { onTypingLost } from './own-typing.js';
import { becomeOwner } from './owner.js';
import { onPresenceOnline, onPresenceSlept, onPresenceStopped } from './presence.js';
import type { Replica } from './replica.js';
import type { Turn } from './turn.js';

const CLIENT_NAME_CHARACTERS_MAX = 100;

/** Connects, unless a connection stands or is on its way. */
export function start(turn: Turn): void {
  const { phase } = turn.state.connection;
  if (phase === 'idle' || phase === 'ended') connect(turn, 0);
  else reconnectNow(turn);
}

/** Ends the connection and tries no more. */
export function stop(turn: Turn): void {
  onPresenceStopped(turn);
  leaveChannel(turn);
  endCommands(turn, 'unavailable', 'The client was stopped.');
  // Without a clock nothing would end it.
  turn.update({ connection: { phase: 'idle' }, typing: new Map() });
}

/** Waits no longer. What seems to be open is asked whether it is. */
export function reconnectNow(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase === 'waiting') connect(turn, connection.attempt);
  else if (connection.phase === 'ended') connect(turn, 0);
  else if (connection.phase === 'online') probe(turn);
}

/** The device slept, or may have: an open connection is believed only once it answers. */
export function onWoke(turn: Turn): void {
  const { phase } = turn.state.connection;
  if (phase === 'waiting' || phase === 'online') reconnectNow(turn);
}

/**
 * The device slept, and its steady clock may have stood still: what others did before is over until
 * the server says that it is not.
 */
export function onSlept(turn: Turn): void {
  onWoke(turn);
  onPresenceSlept(turn);
  turn.update({ typing: new Map() });
}

export function onOpened(turn: Turn): void {
  const { connection } = turn.state;
  if (connection.phase !== 'connecting') return;
  turn.update({ connection: { ...connection, phase: 'greeting' } });
  const client = turn.state.name.slice(0, CLIENT_NAME_CHARACTERS_MAX);
  turn.send({ type: 'hello', protocol: PROTOCOL_VERSION, client });
}

/**
 * The connection is accepted: streams go on from their positions, the outbox from its oldest entry.
 */
export function onWelcome(turn: Turn, { me, pingIntervalMs }: WelcomeFrame): void {
  if (turn.state.connection.phase !== 'greeting') return;
  const { mono } = turn.moment;
  turn.update({ connection: { phase: 'online' } });
  turn.updateLink({
    greetingBy: null,
    onlineSince: mono,
    pingIntervalMs,
    pingedAt: mono,
    pingAt: mono + pingIntervalMs,
  });
  becomeOwner(turn, me);
  onPresenceOnline(turn);
  joinAll(turn);
  onOutboxOnline(turn);
  loadOutbox(turn, me.id);
}

/**
 * The server says why it will end the connection. Its close, which follows, says whether to come
 * back.
 */
export function onRefused(turn: Turn, frame: RefusedFrame): void {
  const { code, message, retryAfterMs } = frame;
  const refusal = { refusal: { code, message }, retryAfterMs: retryAfterMs ?? 0 };
  turn.updateLink({ refusal, leaveBy: turn.moment.mono + PROBE_WAIT_MS });
}

/**
 * The server is about to stop: nothing new is sent, and the slot that it gave is when to come back.
 */
export function onGoaway(turn: Turn, { reconnectAfterMs }: GoawayFrame): void {
  turn.updateLink({ leaveBy: turn.moment.mono + reconnectAfterMs });
}

export function onClosed(turn: Turn, reason: CloseReason): void {
  turn.updateLink({ channel: null });
  if (reason === 'retry') {
    wait(turn);
    return;
  }
  if (reason === 'moved') {
    move(turn);
    return;
  }
  const refusal = turn.state.link.refusal?.refusal ?? {
    code: 'unavailable',
    message: 'The server does not accept this client.',
  };
  leaveChannel(turn);
  endCommands(turn, refusal.code, refusal.message);
  turn.update({ connection: { phase: 'ended', refusal } });
}

/** Ends a connection that is at fault, and comes back after a wait. */
export function dropConnection(turn: Turn, message: string): void {
  const refusal: Refusal = { code: 'protocol_violation', message };
  if (turn.state.link.channel === null) return;
  turn.updateLink({ refusal: { refusal, retryAfterMs: 0 } });
  wait(turn);
}

/** When the connection needs something done. */
export function connectionDue({ connection, link }: Replica): readonly MonotonicMs[] {
  if (connection.phase === 'waiting') return [connection.retryAt];
  const due = [link.greetingBy, link.pingAt, link.probe?.by ?? null, link.leaveBy];
  return due.filter((at) => at !== null);
}

export function onConnectionAlarm(turn: Turn): void {
  const { connection, link } = turn.state;
  const { mono } = turn.moment;
  if (connection.phase === 'waiting') {
    if (connection.retryAt <= mono) connect(turn, connection.attempt);
  } else if (link.greetingBy !== null && link.greetingBy <= mono) wait(turn);
  else if (link.leaveBy !== null && link.leaveBy <= mono) onSlot(turn);
  else if (link.probe !== null && link.probe.by <= mono) onProbeEnd(turn, link.probe.sentAt);
  else if (link.pingAt !== null && link.pingAt <= mono) heartbeat(turn);
}

function connect(turn: Turn, attempt: number): void {
  const { mono } = turn.moment;
  const channel = turn.state.link.lastChannel + 1;
  const downSince = downSinceOf(turn);
  turn.update({ connection: { phase: 'connecting', attempt, downSince } });
  turn.updateLink({
    channel,
    lastChannel: channel,
    attempt,
    greetingBy: mono + GREETING_WAIT_MS,
    heads: null,
    refusal: null,
    heardAt: mono,
  });
  turn.emit({ type: 'connect', channel });
}

/**
 * Leaves the channel, if there is one, and comes back after a wait that grows with each failure.
 */
function wait(turn: Turn): void {
  const { mono, fraction } = turn.moment;
  const { link } = turn.state;
  const wasStable = link.onlineSince !== null && mono - link.onlineSince >= STABLE_MS;
  const failures = wasStable ? 0 : link.attempt;
  const slot = link.refusal === null && link.leaveBy !== null ? link.leaveBy : mono;
  const pause = backoffMs(failures, fraction, link.refusal?.retryAfterMs);
  const retryAt = slot > mono ? slot : mono + pause;
  const refusal = link.refusal?.refusal ?? null;
  const downSince = downSinceOf(turn);
  leaveChannel(turn);
  const attempt = failures + 1;
  turn.update({ connection: { phase: 'waiting', attempt, downSince, retryAt, refusal } });
}

function leaveChannel(turn: Turn): void {
  const { channel } = turn.state.link;
  if (channel !== null) turn.emit({ type: 'close', channel });
  turn.updateLink({
    channel: null,
    greetingBy: null,
    onlineSince: null,
    pingAt: null,
    probe: null,
    leaveBy: null,
  });
  unfollowAll(turn);
  onOutboxLost(turn);
  onTypingLost(turn);
  onCommandsLost(turn);
}

/** A connection that is busy with one stream is asked as well: a frame of another may be lost. */
function heartbeat(turn: Turn): void {
  const { mono } = turn.moment;
  const { heardAt, pingIntervalMs } = turn.state.link;
  // Compared as they are set: sums of times are rounded, and a difference could fall short for
  // ever.
  const deadAt = heardAt + 2 * pingIntervalMs;
  if (deadAt <= mono) {
    wait(turn);
    return;
  }
  if (turn.state.link.pingedAt + pingIntervalMs <= mono) ping(turn);
  const nextAt = turn.state.link.pingedAt + pingIntervalMs;
  turn.updateLink({ pingAt: Math.min(nextAt, deadAt) });
}

function probe(turn: Turn): void {
  const { mono } = turn.moment;
  if (turn.state.link.probe !== null) return;
  ping(turn);
  turn.updateLink({ probe: { sentAt: mono, by: mono + PROBE_WAIT_MS } });
}

function onProbeEnd(turn: Turn, sentAt: MonotonicMs): void {
  turn.updateLink({ probe: null });
  if (turn.state.link.heardAt <= sentAt) comeBackAtOnce(turn);
}

/** The slot to come back in, or the time that a refused connection had to end. */
function onSlot(turn: Turn): void {
  if (turn.state.link.refusal !== null) wait(turn);
  else comeBackAtOnce(turn);
}

function comeBackAtOnce(turn: Turn): void {
  const downSince = downSinceOf(turn);
  leaveChannel(turn);
  turn.update({
    connection: {
      phase: 'waiting',
      attempt: 0,
      downSince,
      retryAt: turn.moment.mono,
      refusal: null,
    },
  });
  connect(turn, 0);
}

/** Another tab leads. Going from one to the next without end would be a fault like any other. */
function move(turn: Turn): void {
  const { mono } = turn.moment;
  const { movedAt } = turn.state.link;
  const isAgain = movedAt !== null && mono - movedAt < MOVES_APART_MS;
  turn.updateLink({ movedAt: mono });
  if (isAgain) wait(turn);
  else comeBackAtOnce(turn);
}

function ping(turn: Turn): void {
  const pings = turn.state.link.pings + 1;
  turn.updateLink({ pings, pingedAt: turn.moment.mono });
  turn.send({ type: 'ping', n: pings });
}

function downSinceOf(turn: Turn): MonotonicMs {
  const { connection } = turn.state;
  return 'downSince' in connection ? connection.downSince : turn.moment.mono;
}
