import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

import type { Timeline } from '../../../core/client/state.js';
import type { MessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import { keepPlace, readPlace } from '../app/kept.js';
import { useClient } from '../client/client-context.js';
import { ScrollKeeper } from './scroll-keeper.js';
import type { ViewRow } from './view-rows.js';

/**
 * A place is kept when scrolling has rested for this long: storage is not touched at each frame.
 */
const KEEP_AFTER_MS = 200;

/** What was read is seen above what is new, this much of it. */
const READ_ABOVE_PX = 120;

/** A message that the timeline is to show: in the middle, or where it was. */
interface Target {
  readonly messageId: MessageId;
  /** Null for the middle. */
  readonly offsetPx: number | null;
  readonly asked: boolean;
}

export interface TimelineScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  /** Whether the reader is at the newest message. */
  readonly atEnd: boolean;
  /** Whether a message is still on its way that the timeline is to show. */
  readonly placing: boolean;
  /** The message that a permalink has led to. */
  readonly highlighted: MessageId | null;
  /** Whether a permalink led to a message that is not here. */
  readonly missing: boolean;
  readonly showNewest: () => void;
}

export interface ScrollOptions {
  readonly roomId: RoomId;
  readonly userId: UserId;
  /** The message of the permalink, if the path is one. */
  readonly messageId: MessageId | null;
  readonly timeline: Timeline | null;
  readonly rows: readonly ViewRow[];
  /** The first message that is new to the reader: shown with some of what was read above it. */
  readonly startAt: MessageId | null;
}

/**
 * Keeps the reader's place in a timeline, leads to permalinks, and returns to where the reader was.
 */
export function useTimelineScroll(options: ScrollOptions): TimelineScroll {
  const { roomId, userId, timeline, rows } = options;
  const client = useClient();
  const scroller = useRef<HTMLDivElement>(null);
  const keeper = useRef<ScrollKeeper | null>(null);
  const wantsNewest = useRef(false);
  const [atEnd, setAtEnd] = useState(true);
  const { target, reached, ...shown } = useTarget(options);
  const keepSoon = useKeepPlace({ roomId, userId, keeper, rows, placing: target !== null });
  const reachesNewest = timeline?.newerExist === false;

  useLayoutEffect(() => {
    if (scroller.current === null || timeline === null) return;
    keeper.current ??= new ScrollKeeper(scroller.current);
    if (target === null || !reached(keeper.current)) keeper.current.restore(reachesNewest);
    if (wantsNewest.current && reachesNewest) {
      wantsNewest.current = false;
      keeper.current.toEnd();
    }
    setAtEnd(keeper.current.follows);
  });
  useRestoreOnResize({ scroller, keeper, reachesNewest, here: timeline !== null });

  return {
    scroller,
    atEnd,
    placing: target !== null,
    highlighted: shown.highlighted,
    missing: shown.missing,
    onScroll: () => {
      keeper.current?.remember();
      setAtEnd(keeper.current?.follows ?? true);
      keepSoon();
    },
    showNewest: () => {
      if (reachesNewest) keeper.current?.toEnd();
      else {
        wantsNewest.current = true;
        client.showNewest(roomId);
      }
    },
  };
}

/** Leads to the permalink's message, or back to where the reader was when the room was left. */
function useTarget({ roomId, userId, messageId, timeline, rows, startAt }: ScrollOptions) {
  const client = useClient();
  const [target, setTarget] = useState<Target | null>(() =>
    startAt === null || messageId !== null
      ? firstTarget(userId, roomId, messageId)
      : { messageId: startAt, offsetPx: READ_ABOVE_PX, asked: false },
  );
  const [highlighted, setHighlighted] = useState<MessageId | null>(null);
  const [missing, setMissing] = useState(false);
  const [shownFor, setShownFor] = useState(messageId);
  if (shownFor !== messageId) {
    setShownFor(messageId);
    setMissing(false);
    if (messageId !== null) setTarget({ messageId, offsetPx: null, asked: false });
  }
  const present = target !== null && keyOf(rows, target.messageId) !== null;
  useEffect(() => {
    if (target === null || timeline === null || present || timeline.loading !== null) return;
    if (!target.asked) {
      client.showAround(roomId, target.messageId);
      setTarget({ ...target, asked: true });
      return;
    }
    setMissing(target.offsetPx === null);
    setTarget(null);
  }, [client, roomId, target, timeline, present]);

  const reached = (keeper: ScrollKeeper): boolean => {
    const key = target === null ? null : keyOf(rows, target.messageId);
    if (target === null || key === null) return false;
    if (target.offsetPx === null) {
      keeper.centre(key);
      setHighlighted(target.messageId);
    } else {
      keeper.place(key, target.offsetPx);
    }
    setTarget(null);
    return true;
  };
  return { target, reached, highlighted, missing };
}

function firstTarget(userId: UserId, roomId: RoomId, messageId: MessageId | null): Target | null {
  if (messageId !== null) return { messageId, offsetPx: null, asked: false };
  const place = readPlace(userId, roomId);
  return place === null ? null : { ...place, asked: false };
}

function keyOf(rows: readonly ViewRow[], messageId: MessageId): string | null {
  const found = rows.find(({ row }) => row.kind === 'message' && row.message.id === messageId);
  return found?.row.key ?? null;
}

/** What keeps the reader's place for a later visit, some time after scrolling. */
function useKeepPlace(options: {
  readonly roomId: RoomId;
  readonly userId: UserId;
  readonly keeper: RefObject<ScrollKeeper | null>;
  readonly rows: readonly ViewRow[];
  readonly placing: boolean;
}): () => void {
  const latest = useRef(options);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLayoutEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    const keepNow = (): void => {
      clearTimeout(timer.current);
      keep(latest.current);
    };
    addEventListener('pagehide', keepNow);
    return () => {
      removeEventListener('pagehide', keepNow);
      keepNow();
    };
  }, []);
  return () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => keep(latest.current), KEEP_AFTER_MS);
  };
}

function keep(options: Parameters<typeof useKeepPlace>[0]): void {
  const { roomId, userId, keeper, rows, placing } = options;
  if (placing || keeper.current === null) return;
  const { anchor, follows } = keeper.current;
  const row = rows.find((candidate) => candidate.row.key === anchor?.key)?.row;
  const here = !follows && anchor !== null && row?.kind === 'message';
  keepPlace(userId, roomId, here ? { messageId: row.message.id, offsetPx: anchor.offsetPx } : null);
}

/** The composer grows, the window turns, an editor opens: the place stays. */
function useRestoreOnResize(options: {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly keeper: RefObject<ScrollKeeper | null>;
  readonly reachesNewest: boolean;
  readonly here: boolean;
}): void {
  const { scroller, keeper, reachesNewest, here } = options;
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => keeper.current?.restore(reachesNewest));
    observer.observe(element);
    if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, [scroller, keeper, reachesNewest, here]);
}
