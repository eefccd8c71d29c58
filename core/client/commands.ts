import { ERRORS, refused, type ErrorCode, type Refusal } from '../vocabulary/errors.js';
import type { AnswerFrame } from '../vocabulary/frames.js';
import type { CommandKey } from '../vocabulary/ids.js';
import type { MonotonicMs } from '../vocabulary/time.js';
import { backoffMs } from './backoff.js';
import { COMMAND_WAIT_MS, COMMANDS_MAX } from './limits.js';
import type { PendingCommand, Replica } from './replica.js';
import type { Turn } from './turn.js';

/**
 * Takes a command on. It is sent, and sent again with the same key, until it has an outcome or its
 * time is up.
 */
export function execute(turn: Turn, key: CommandKey, command: PendingCommand['command']): void {
  const refusal = refusalOf(turn.state);
  if (refusal !== null) {
    turn.emit({ type: 'commandSettled', key, outcome: { ok: false, refusal } });
    return;
  }
  const pending: PendingCommand = {
    key,
    command,
    endsBy: turn.moment.mono + COMMAND_WAIT_MS,
    frameId: null,
    resumeAt: 0,
    attempts: 0,
    uncertain: false,
  };
  setCommand(turn, pending);
}

/** Sends the commands that are not under way. */
export function sendCommands(turn: Turn): void {
  if (!turn.canSend) return;
  for (const pending of turn.state.commands.values()) {
    if (pending.frameId !== null || pending.resumeAt > turn.moment.mono) continue;
    const frameId = turn.nextNumber();
    setCommand(turn, { ...pending, frameId, attempts: pending.attempts + 1 });
    turn.send({ type: 'command', id: frameId, command: pending.command });
  }
}

/**
 * Takes an answer in. One that says to wait, or that the outcome is unknown, is not the outcome
 * yet.
 */
export function onCommandAnswer(turn: Turn, { id, outcome }: AnswerFrame): void {
  const pending = [...turn.state.commands.values()].find(({ frameId }) => frameId === id);
  if (pending === undefined) return;
  if (outcome.ok || !ERRORS[outcome.refusal.code].retryable) {
    settle(turn, pending.key, outcome);
    return;
  }
  const { code, retryAfterMs } = outcome.refusal;
  const wait = backoffMs(pending.attempts, turn.moment.fraction, retryAfterMs);
  setCommand(turn, {
    ...pending,
    frameId: null,
    resumeAt: turn.moment.mono + wait,
    uncertain: pending.uncertain || code === 'unavailable',
  });
}

/** The connection is gone: what was under way may have taken effect. */
export function onCommandsLost(turn: Turn): void {
  for (const pending of turn.state.commands.values()) {
    if (pending.frameId === null) continue;
    setCommand(turn, { ...pending, frameId: null, uncertain: true, resumeAt: 0 });
  }
}

/** Ends every command, for a reason that a person will read. */
export function endCommands(turn: Turn, code: ErrorCode, message: string): void {
  for (const { key, uncertain, frameId } of turn.state.commands.values()) {
    const isUnknown = uncertain || frameId !== null;
    settle(turn, key, refused(isUnknown ? 'unavailable' : code, message));
  }
}

export function commandsDue(state: Replica, mono: MonotonicMs): readonly MonotonicMs[] {
  return [...state.commands.values()].flatMap(({ endsBy, resumeAt }) =>
    state.connection.phase === 'online' && resumeAt > mono ? [endsBy, resumeAt] : [endsBy],
  );
}

/** Ends the commands whose time is up. `unavailable` where one may have taken effect. */
export function onCommandsAlarm(turn: Turn): void {
  for (const { key, endsBy, uncertain, frameId } of turn.state.commands.values()) {
    if (endsBy > turn.moment.mono) continue;
    const outcome =
      uncertain || frameId !== null
        ? refused('unavailable', 'There was no answer. It may have happened.')
        : refused('deadline_exceeded', 'It could not be sent in time. Nothing happened.');
    settle(turn, key, outcome);
  }
}

function refusalOf({ connection, commands }: Replica): Refusal | null {
  if (connection.phase === 'ended') return connection.refusal;
  if (connection.phase === 'idle') {
    return { code: 'unavailable', message: 'The client is not started.' };
  }
  if (commands.size < COMMANDS_MAX) return null;
  return { code: 'busy', message: 'Too much is under way. Wait a moment.' };
}

function settle(turn: Turn, key: CommandKey, outcome: AnswerFrame['outcome']): void {
  const commands = new Map(turn.state.commands);
  commands.delete(key);
  turn.update({ commands });
  turn.emit({ type: 'commandSettled', key, outcome });
}

function setCommand(turn: Turn, pending: PendingCommand): void {
  turn.update({ commands: new Map(turn.state.commands).set(pending.key, pending) });
}
