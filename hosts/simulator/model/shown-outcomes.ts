import type { CommandOutcome } from '../../../core/vocabulary/commands.js';
import { ERRORS } from '../../../core/vocabulary/errors.js';
import type { Pending, Way } from './way.js';

/** Times of pages count in fractions of a millisecond. */
const ROUNDING_MS = 1;

/** What is wrong with what a person was told of a command; null where nothing is. */
export function wrongOutcome(
  { said, stage }: Way,
  { command, endsByMs, isShared }: Pending,
  { outcome, nowMs }: { readonly outcome: CommandOutcome; readonly nowMs: number },
): string | null {
  const last = said.get(command);
  const answer = last?.answer ?? null;
  if (outcome.ok && !isShared)
    return answer?.ok === true ? null : 'it is said to be done, and no answer said so';
  const isOver = endsByMs !== null && nowMs >= endsByMs - ROUNDING_MS;
  if (outcome.ok || isShared || stage === 'idle' || stage === 'ended') return null;
  const { code } = outcome.refusal;
  if (code === 'deadline_exceeded') {
    if (last !== undefined && (answer === null || last.isDoubtful))
      return 'it may have been done, and is said not to be';
    return isOver ? null : 'it is given up before its time';
  }
  if (code === 'unavailable') return isOver ? null : 'it is given up before its time';
  if (answer === null) return code === 'busy' ? null : `it is said to be refused for ${code}`;
  if (answer.ok) return 'it is done, and is said not to be';
  const isRight = answer.refusal.code === code && !ERRORS[code].retryable;
  return isRight ? null : `it was answered with ${answer.refusal.code}, and said to be ${code}`;
}
