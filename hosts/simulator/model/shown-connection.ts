import type { ErrorCode } from '../../../core/vocabulary/errors.js';
import type { Stage, Way } from './way.js';

/** What a page says of its connection. */
export interface ShownConnection {
  readonly phase: 'idle' | 'connecting' | 'greeting' | 'online' | 'waiting' | 'ended';
  readonly attempt?: number;
  readonly downSince?: number;
  readonly retryAt?: number;
  readonly refusal?: { readonly code: ErrorCode } | null;
}

/** A connection as it was shown, and what had gone over its way by then. */
export interface ConnectionLook {
  readonly shown: ShownConnection;
  readonly changes: number;
  /** Whether the connection before had stood for long. */
  readonly onlineMs: number | null;
}

const PHASES: Readonly<Record<Stage, ShownConnection['phase']>> = {
  idle: 'idle',
  connecting: 'connecting',
  greeting: 'greeting',
  online: 'online',
  closed: 'waiting',
  ended: 'ended',
};

/** Waits before a new attempt: the least, the most of the first one, and the most of all. */
const WAIT_MS_MIN = 300;
const WAIT_MS_FIRST = 1_000;
const WAIT_MS_MAX = 30_000;
/** A connection that stood so long was a good one. */
const GOOD_MS = 10_000;
/** Clocks of pages count in fractions of a millisecond. */
const ROUNDING_MS = 1;

/** What is wrong with what a page says of its connection; null where nothing is. */
export function wrongConnection(
  way: Way,
  shown: ShownConnection,
  before: ConnectionLook | null,
): string | null {
  const phase = PHASES[way.stage];
  if (shown.phase !== phase) return `it says that it is ${shown.phase}, and it is ${phase}`;
  if (shown.phase === 'ended') return wrongEnd(way, shown);
  // Where more than one thing happened at once, what was between them was not shown.
  if (before === null || way.changes !== before.changes + 1) return null;
  return wrongDown(way, shown, before) ?? wrongAttempt(way, shown, before);
}

function wrongEnd({ refused }: Way, { refusal }: ShownConnection): string | null {
  const code = refused?.code ?? 'unavailable';
  return refusal?.code === code ? null : `it ended for ${code}, and says ${String(refusal?.code)}`;
}

function wrongDown(
  way: Way,
  { downSince }: ShownConnection,
  { shown: before }: ConnectionLook,
): string | null {
  if (downSince === undefined) return null;
  const since = before.downSince ?? (way.stage === 'closed' ? way.endedMs : way.connectedMs);
  if (Math.abs(downSince - since) < ROUNDING_MS) return null;
  return `it is down since ${since.toFixed(0)} ms, and says ${downSince.toFixed(0)}`;
}

function wrongAttempt(way: Way, shown: ShownConnection, before: ConnectionLook): string | null {
  const { attempt } = shown;
  if (attempt === undefined) return null;
  const last = before.shown.attempt ?? 0;
  if (shown.phase !== 'waiting') {
    const expected = before.shown.phase === 'idle' ? 0 : last;
    return attempt === expected ? null : `attempt ${String(attempt)} follows ${String(last)}`;
  }
  return wrongWait(way, shown, before);
}

function wrongWait(way: Way, shown: ShownConnection, before: ConnectionLook): string | null {
  const { attempt = 0, retryAt = 0, refusal } = shown;
  const { endedMs, refused, leaveByMs, onlineMs } = way;
  const wasGood = onlineMs !== null && endedMs - onlineMs >= GOOD_MS;
  // The attempt of a connection that stood is not shown while it stands.
  const wasShown = before.shown.attempt !== undefined;
  const failures = wasGood ? 0 : attempt - 1;
  if (attempt - 1 !== (wasGood ? 0 : wasShown ? before.shown.attempt : failures)) {
    return `attempt ${String(attempt)} is counted wrongly`;
  }
  const isOwnFault = refused === null && refusal?.code === 'protocol_violation';
  const code = refused?.code ?? null;
  if (!isOwnFault && (refusal?.code ?? null) !== code) {
    return `it was refused for ${String(code)}, and says ${String(refusal?.code)}`;
  }
  const waitMs = retryAt - endedMs;
  if (refused === null && !isOwnFault && leaveByMs !== null && leaveByMs > endedMs) {
    return Math.abs(retryAt - leaveByMs) < ROUNDING_MS ? null : 'it does not keep its slot';
  }
  const ceilingMs = Math.min(WAIT_MS_MAX, WAIT_MS_FIRST * 2 ** Math.min(failures, 5));
  const leastMs = refused?.retryAfterMs ?? 0;
  const [from, to] = leastMs > 0 ? [leastMs, leastMs + ceilingMs] : [WAIT_MS_MIN, ceilingMs];
  if (waitMs >= from - ROUNDING_MS && waitMs <= to + ROUNDING_MS) return null;
  return `it waits ${waitMs.toFixed(0)} ms after ${String(failures)} failures`;
}
