import type { AnswerFrame } from '../vocabulary/frames.js';
import type { Posted } from '../vocabulary/commands.js';
import { ERRORS, type Refusal } from '../vocabulary/errors.js';
import type { ClientMessageId, RoomId } from '../vocabulary/ids.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { backoffMs } from './backoff.js';
import type { Claim } from './inputs.js';
import { ANSWER_WAIT_MS } from './limits.js';
import { findItem, isOpen, keepItem, removeItem, updateItem } from './outbox-items.js';
import { confirm } from './outbox-log.js';
import type { OutboxItem, Replica } from './replica.js';
import type { Turn } from './turn.js';

/**
 * Sends what can be sent: in each room the oldest open entry, alone, after the device has it as
 * `sending`. One that a person sends again may be older than the one that is under way.
 */
export function drain(turn: Turn): void {
  const { outbox, outboxLoaded } = turn.state;
  if (!turn.canSend || !outboxLoaded) return;
  for (const item of foremost(outbox)) {
    const isReady = item.step.kind === 'resting' && item.kept !== 'keeping';
    if (!isReady || item.resumeAt > turn.moment.mono) continue;
    if (!isUnderWay(outbox, item.roomId)) claim(turn, item);
  }
}

/**
 * The device has marked an entry as `sending`, or found that it is not ours any more.
 *
 * One that it has lost, as when a browser evicts what it keeps, is kept again and sent then: if
 * another tab has sent it meanwhile, the same id makes one message. One that is not the oldest any
 * more, as a person has sent an older one again meanwhile, waits for its turn.
 */
export function onClaimed(turn: Turn, id: ClientMessageId, claim: Claim): void {
  const item = findItem(turn, id);
  if (item?.step.kind !== 'claiming') return;
  if (claim === 'taken') removeItem(turn, id);
  else if (claim === 'lost') {
    updateItem(turn, id, { kept: 'keeping', step: { kind: 'resting' } });
    keepItem(turn, id, 'keep');
  } else if (turn.canSend && foremost(turn.state.outbox).includes(item)) send(turn, item);
  else updateItem(turn, id, { step: { kind: 'resting' } });
}

/** Takes the answer to a post in. Answers to nothing that is under way are passed over. */
export function onPostAnswer(turn: Turn, { id: frameId, outcome }: AnswerFrame): void {
  const item = turn.state.outbox.find(
    ({ step }) => step.kind === 'asked' && step.frameId === frameId,
  );
  if (item === undefined) return;
  if (outcome.ok) {
    const { messageId, seq } = outcome.value as Posted;
    confirm(turn, item, { messageId, seq });
  } else if (isOpen(item)) refuse(turn, item, outcome.refusal);
}

/** The connection stands: connected time runs for what was sent before. */
export function onOutboxOnline(turn: Turn): void {
  const { mono } = turn.moment;
  for (const { clientMessageId, everSent, remainingMs } of turn.state.outbox.filter(isOpen)) {
    if (everSent) updateItem(turn, clientMessageId, { failsAt: mono + remainingMs });
  }
}

/** The connection is gone: whether what was under way has been stored is not known. */
export function onOutboxLost(turn: Turn): void {
  const { mono } = turn.moment;
  for (const item of turn.state.outbox) {
    const { clientMessageId, failsAt } = item;
    const remainingMs = failsAt === null ? item.remainingMs : Math.max(0, failsAt - mono);
    updateItem(turn, clientMessageId, { remainingMs, failsAt: null });
    if (item.step.kind === 'asked') doubt(turn, item, mono);
  }
}

/** When something of the outbox is due. */
export function outboxDue(state: Replica, mono: MonotonicMs): readonly MonotonicMs[] {
  return state.outbox.filter(isOpen).flatMap((item) => {
    const due: MonotonicMs[] = [];
    if (item.step.kind === 'asked') due.push(item.step.answerBy);
    if (state.connection.phase === 'online' && item.resumeAt > mono) due.push(item.resumeAt);
    if (item.failsAt !== null) due.push(item.failsAt);
    return due;
  });
}

/** Gives up what was not confirmed in time, and sends again what was not answered. */
export function onOutboxAlarm(turn: Turn): void {
  const { mono } = turn.moment;
  for (const item of turn.state.outbox.filter(isOpen)) {
    const isUnanswered = item.step.kind === 'asked' && item.step.answerBy <= mono;
    if (item.failsAt !== null && item.failsAt <= mono) fail(turn, item);
    else if (isUnanswered) doubt(turn, item, mono);
  }
}

function foremost(outbox: readonly OutboxItem[]): readonly OutboxItem[] {
  const rooms = new Map<RoomId, OutboxItem>();
  for (const item of outbox.filter(isOpen)) {
    if (!rooms.has(item.roomId)) rooms.set(item.roomId, item);
  }
  return [...rooms.values()];
}

function isUnderWay(outbox: readonly OutboxItem[], roomId: RoomId): boolean {
  const open = outbox.filter((item) => item.roomId === roomId && isOpen(item));
  return open.some(({ step }) => step.kind === 'asked');
}

function claim(turn: Turn, item: OutboxItem): void {
  const { owner } = turn.state;
  if (owner === null) return;
  if (item.kept === 'memory') {
    send(turn, item);
    return;
  }
  updateItem(turn, item.clientMessageId, { step: { kind: 'claiming' } });
  turn.emit({ type: 'claim', userId: owner, id: item.clientMessageId });
}

function send(turn: Turn, item: OutboxItem): void {
  const { mono } = turn.moment;
  const { clientMessageId, roomId, body } = item;
  const frameId = turn.nextNumber();
  updateItem(turn, clientMessageId, {
    state: { kind: 'sending' },
    step: { kind: 'asked', frameId, answerBy: mono + ANSWER_WAIT_MS },
    everSent: true,
    attempts: item.attempts + 1,
    failsAt: item.failsAt ?? mono + item.remainingMs,
  });
  const command = { name: 'post', roomId, clientMessageId, body } as const;
  turn.send({ type: 'command', id: frameId, command });
}

function refuse(turn: Turn, item: OutboxItem, refusal: Refusal): void {
  const { mono, fraction } = turn.moment;
  const { clientMessageId } = item;
  const wait = backoffMs(item.attempts, fraction, refusal.retryAfterMs);
  if (refusal.code === 'unavailable') doubt(turn, item, mono + wait);
  else if (ERRORS[refusal.code].retryable || refusal.code === 'unauthenticated') {
    updateItem(turn, clientMessageId, {
      state: item.uncertain ? { kind: 'unconfirmed' } : { kind: 'queued' },
      step: { kind: 'resting' },
      resumeAt: mono + wait,
    });
  } else {
    updateItem(turn, clientMessageId, {
      state: { kind: 'rejected', refusal },
      step: { kind: 'resting' },
    });
    keepItem(turn, clientMessageId, 'mark');
  }
}

function doubt(turn: Turn, { clientMessageId, state }: OutboxItem, resumeAt: MonotonicMs): void {
  updateItem(turn, clientMessageId, {
    state: state.kind === 'sending' ? { kind: 'unconfirmed' } : state,
    step: { kind: 'resting' },
    uncertain: true,
    resumeAt,
  });
}

function fail(turn: Turn, { clientMessageId, uncertain, step }: OutboxItem): void {
  const refusal: Refusal = { code: 'deadline_exceeded', message: 'It was not confirmed in time.' };
  updateItem(turn, clientMessageId, {
    state: { kind: 'failed', refusal },
    failsAt: null,
    uncertain: uncertain || step.kind === 'asked',
  });
  keepItem(turn, clientMessageId, 'mark');
}
