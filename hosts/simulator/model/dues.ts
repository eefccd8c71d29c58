import { ERRORS } from '../../../core/vocabulary/errors.js';
import type { StreamName } from '../../../core/vocabulary/ids.js';
import type { ShownConnection } from './shown-connection.js';
import type { ShownEntry } from './shown-entries.js';
import type { HandedPost, Way } from './way.js';

/** Something that a page must do by a time. */
export interface Due {
  readonly what: string;
  readonly atMs: number;
  /** Whether no timer is needed for it: it can be done at once. */
  readonly isNow?: true;
  /** Whether it waits for something else first, of which there may be no timer. */
  readonly mayWait?: true;
}

/** From the start of a connection to its welcome. */
const GREETING_MS = 10_000;
/** From a join, or what last came of its stream, to the next join. */
const JOIN_MS = 20_000;
/** The longest wait after a join was put off. */
const PUT_OFF_MS = 30_000;
/** From a post to its answer, or its next sending. */
const ANSWER_MS = 15_000;

/** The first wait of whoever is told to wait, which doubles with each time, and the longest. */
const WAIT_MS_FIRST = 1_000;
const WAIT_MS_MAX = 30_000;

/** What a page shows that has to do with what it must do. */
interface Shown {
  readonly connection: ShownConnection;
  readonly outbox: readonly ShownEntry[];
}

/** What a page must do next, and by when, as what went over its way says. */
export function duesOf(way: Way, shown: Shown, nowMs: number): readonly Due[] {
  if (way.stage === 'idle') return [];
  const ends = [...way.pending].flatMap(({ command, endsByMs }) =>
    endsByMs === null ? [] : [{ what: `end ${command}`, atMs: endsByMs }],
  );
  const { draftDueMs, rereadMs, isOwned } = way;
  const drafts =
    draftDueMs === null || !isOwned ? [] : [{ what: 'keep a draft', atMs: draftDueMs }];
  const what = 'read what the device keeps';
  const reads = rereadMs === null ? [] : [{ what, atMs: rereadMs, mayWait: true as const }];
  const again = way.stage === 'online' ? saidAgain(way, shown, nowMs) : [];
  return [...ends, ...drafts, ...reads, ...again, ...connectionDues(way, shown)];
}

/**
 * What has just been told to wait, and is said again. Later that is not known: once its timer has
 * gone off the device is asked before it, and another message may stand before it by then.
 */
function saidAgain(way: Way, { outbox }: Shown, nowMs: number): readonly Due[] {
  const commands = [...way.pending].flatMap(({ command, endsByMs, isShared }) =>
    isShared || endsByMs === null ? [] : againDue(command, way.said.get(command)),
  );
  const posts = outbox.flatMap(({ clientMessageId: id, state: { kind } }) => {
    const isOpen = kind === 'queued' || kind === 'unconfirmed';
    return isOpen ? againDue(`post ${id}`, way.posts.get(id)) : [];
  });
  return [...commands, ...posts];

  function againDue(
    what: string,
    said: Pick<HandedPost, 'answer' | 'answeredMs' | 'attempts'> | undefined,
  ): readonly Due[] {
    if (said?.answer?.ok !== false || said.answeredMs < nowMs) return [];
    const { code, retryAfterMs = 0 } = said.answer.refusal;
    if (!ERRORS[code].retryable) return [];
    const waitMs = Math.min(WAIT_MS_MAX, WAIT_MS_FIRST * 2 ** said.attempts);
    return [{ what: `say ${what} again`, atMs: nowMs + retryAfterMs + waitMs }];
  }
}

function connectionDues(way: Way, shown: Shown): readonly Due[] {
  const { retryAt } = shown.connection;
  const { stage, connectedMs, leaveByMs } = way;
  if (stage === 'closed' && retryAt !== undefined) return [{ what: 'connect', atMs: retryAt }];
  const leave = leaveByMs === null ? [] : [{ what: 'leave', atMs: leaveByMs }];
  if (stage === 'connecting' || stage === 'greeting') {
    return [...leave, { what: 'give up the greeting', atMs: connectedMs + GREETING_MS }];
  }
  if (stage !== 'online') return [];
  const { pingedMs, heardMs, pingIntervalMs } = way;
  return [
    ...leave,
    { what: 'ping', atMs: pingedMs + pingIntervalMs },
    { what: 'give up the connection', atMs: heardMs + 2 * pingIntervalMs },
    ...unsaid(way),
    ...[...way.streams].flatMap(([stream]) => joinDue(way, stream)),
    ...shown.outbox.flatMap((entry) => postDue(way, entry)),
  ];
}

/** What could be said at once, and was not said on this connection. */
function unsaid({ pending, said, connection, leaveByMs, onlineMs }: Way): readonly Due[] {
  if (leaveByMs !== null) return [];
  return [...pending].flatMap(({ command, endsByMs, beganMs, isShared }) => {
    const last = said.get(command);
    const isSaid = last?.connection === connection || (last?.answer ?? null) !== null;
    if (isSaid || isShared || endsByMs === null) return [];
    return [
      { what: `say ${command}`, atMs: Math.max(beganMs, onlineMs ?? 0), isNow: true as const },
    ];
  });
}

function joinDue(way: Way, stream: StreamName): readonly Due[] {
  const followed = way.streams.get(stream);
  const what = `join ${stream}`;
  if (followed?.stage === 'joining') {
    return [{ what, atMs: Math.max(followed.heardMs, followed.perhapsHeardMs) + JOIN_MS }];
  }
  if (followed?.stage === 'postponed') return [{ what, atMs: followed.heardMs + PUT_OFF_MS }];
  const behindMs = followed?.behindMs ?? null;
  return behindMs === null ? [] : [{ what, atMs: behindMs + way.pingIntervalMs }];
}

function postDue(way: Way, { clientMessageId, state }: ShownEntry): readonly Due[] {
  const post = way.posts.get(clientMessageId);
  if (post === undefined || state.kind !== 'sending') return [];
  return [{ what: `say ${clientMessageId} again`, atMs: post.atMs + ANSWER_MS }];
}
