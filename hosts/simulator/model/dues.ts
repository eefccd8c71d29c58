import type { StreamName } from '../../../core/vocabulary/ids.js';
import type { ShownConnection } from './shown-connection.js';
import type { ShownEntry } from './shown-entries.js';
import type { Way } from './way.js';

/** Something that a page must do by a time. */
export interface Due {
  readonly what: string;
  readonly atMs: number;
  /** Whether no timer is needed for it: it can be done at once. */
  readonly isNow?: true;
}

/** From the start of a connection to its welcome. */
const GREETING_MS = 10_000;
/** From a join, or what last came of its stream, to the next join. */
const JOIN_MS = 20_000;
/** The longest wait after a join was put off. */
const PUT_OFF_MS = 30_000;
/** From a post to its answer, or its next sending. */
const ANSWER_MS = 15_000;

/** What a page must do next, and by when, as what went over its way says. */
export function duesOf(
  way: Way,
  shown: {
    readonly connection: ShownConnection;
    readonly outbox: readonly ShownEntry[];
  },
): readonly Due[] {
  if (way.stage === 'idle') return [];
  const ends = [...way.pending].flatMap(({ command, endsByMs }) =>
    endsByMs === null ? [] : [{ what: `end ${command}`, atMs: endsByMs }],
  );
  const { draftDueMs, isOwned } = way;
  const drafts =
    draftDueMs === null || !isOwned ? [] : [{ what: 'keep a draft', atMs: draftDueMs }];
  return [...ends, ...drafts, ...connectionDues(way, shown)];
}

function connectionDues(way: Way, shown: Parameters<typeof duesOf>[1]): readonly Due[] {
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
