import { useCallback, useEffect, useRef, useState } from 'react';

import type { Timeline } from '../../../core/client/state.js';
import type { TimelineRow } from '../../../core/client/timeline-rows.js';
import { standingOf } from '../../../core/client/unread.js';
import type { MessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { Sequence } from '../../../core/vocabulary/position.js';
import { useClient, useClientState } from '../client/client-context.js';
import { useIsLooking } from './use-is-looking.js';
import { firstNewIn } from './view-rows.js';

/** What is in view for so long, before eyes that are there, is read. */
const READ_AFTER_MS = 1_000;
/** What could not be said is said again. */
const AGAIN_AFTER_MS = 5_000;

export interface RoomReading {
  /** Place after which the line says that messages are new; null for no line. */
  readonly newAfter: Sequence | null;
  /** The first message that was new when the room was opened, if it is here. */
  readonly startAt: MessageId | null;
  readonly markUnread: (message: LiveMessage) => void;
  /** The person has written, or says that everything is read. */
  readonly caughtUp: () => void;
  /** Whether what is unread stays so although it is seen. */
  readonly isKept: boolean;
}

interface ReadingOptions {
  readonly roomId: RoomId;
  readonly me: UserId;
  readonly timeline: Timeline;
  readonly rows: readonly TimelineRow[];
}

/**
 * What is new in a room to its reader, and what becomes read by being looked at.
 *
 * The line stays until the person leaves the room, writes or presses Escape. It moves only when
 * something comes while nobody looks, or when a message is marked as unread; what was marked stays
 * unread until then.
 */
export function useReading(options: ReadingOptions): RoomReading {
  const { roomId, timeline } = options;
  const client = useClient();
  const generation = useClientState((state) => standingOf(state, roomId).read?.generation ?? null);
  const isUnread = useClientState((state) => standingOf(state, roomId).isUnread);
  const [newAfter, setNewAfter] = useState(() => unreadAfter(client.state, roomId));
  const [startAt] = useState(() => firstShown(options, newAfter));
  const [isKept, setIsKept] = useState(false);
  const seen = useRef(generation);
  useEffect(() => {
    if (generation === null || generation === seen.current) return;
    // Null: only now is it known what was read. Another number: it was marked, here or elsewhere.
    if (seen.current !== null) setIsKept(true);
    seen.current = generation;
    setNewAfter(unreadAfter(client.state, roomId));
  }, [client, roomId, generation]);

  const newest = newestOf(timeline);
  const isLooking = useIsLooking();
  useEffect(() => {
    if (isUnread && !isLooking) setNewAfter(unreadAfter(client.state, roomId));
  }, [client, roomId, isUnread, isLooking]);

  const caughtUp = useCallback(() => {
    setNewAfter(null);
    setIsKept(false);
    if (newest !== null) void client.read(roomId, newest);
  }, [client, roomId, newest]);
  useEscape(caughtUp);

  const markUnread = useCallback(
    (message: LiveMessage) => void client.markUnread(roomId, message.seq),
    [client, roomId],
  );
  return { newAfter, startAt, markUnread, caughtUp, isKept };
}

/** Says that the newest message was read once it is in view for a while before somebody's eyes. */
export function useReadAtEnd(options: {
  readonly roomId: RoomId;
  readonly timeline: Timeline;
  readonly atEnd: boolean;
  readonly isKept: boolean;
}): void {
  const { roomId, timeline, atEnd, isKept } = options;
  const client = useClient();
  const isUnread = useClientState((state) => standingOf(state, roomId).isUnread);
  const isLooking = useIsLooking();
  const newest = newestOf(timeline);
  const isSeen = atEnd && isLooking && !timeline.newerExist;
  const isDue = isUnread && isSeen && !isKept;
  useEffect(() => {
    if (!isDue || newest === null) return;
    const say = (): void => void client.read(roomId, newest);
    const first = setTimeout(say, READ_AFTER_MS);
    const again = setInterval(say, AGAIN_AFTER_MS);
    return () => {
      clearTimeout(first);
      clearInterval(again);
    };
  }, [client, roomId, isDue, newest]);
}

function unreadAfter(state: Parameters<typeof standingOf>[0], roomId: RoomId): Sequence | null {
  const { isUnread, read } = standingOf(state, roomId);
  return isUnread && read !== null ? read.seq : null;
}

/** The first of a stretch may not be the first that is new. */
function firstShown({ rows, me, timeline }: ReadingOptions, newAfter: Sequence | null) {
  const found = firstNewIn(rows, me, newAfter)?.message.id ?? null;
  return found === timeline.messages[0]?.id ? null : found;
}

function newestOf({ messages }: Timeline): Sequence | null {
  return messages.at(-1)?.seq ?? null;
}

/** Escape where nothing else takes it. */
function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onEscape();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onEscape]);
}
