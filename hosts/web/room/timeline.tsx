import { useMemo, useRef, type KeyboardEvent } from 'react';

import type { Timeline as TimelineState } from '../../../core/client/state.js';
import type { MessageId, RoomId, UserId } from '../../../core/vocabulary/ids.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { useClient } from '../client/client-context.js';
import { isImeKey } from '../ui/is-ime-key.js';
import type { MessageActs } from './message-acts.js';
import { NewMessagesPill } from './new-messages-pill.js';
import { PageEdge } from './page-edge.js';
import { isChangeable, messageOf } from './messages.js';
import { actOfKey, rowToFocus } from './row-keys.js';
import { StartOfRoom } from './start-of-room.js';
import { TimelineList } from './timeline-list.js';
import { useKeptFocus } from './use-kept-focus.js';
import type { TimelineScroll } from './use-timeline-scroll.js';
import type { ViewRow } from './view-rows.js';

export interface TimelineOptions {
  readonly roomId: RoomId;
  readonly roomName: string;
  /** Whether it is the room that the account began with. */
  readonly first: boolean;
  readonly joinPath: string | null;
  readonly timeline: TimelineState;
  readonly rows: readonly ViewRow[];
  readonly me: Person;
  readonly people: ReadonlyMap<UserId, Person>;
  readonly editing: MessageId | null;
  readonly acts: MessageActs;
  readonly scroll: TimelineScroll;
  /** Key of the row that has had the focus last; null before any had. */
  readonly focusedRow: string | null;
  readonly onWrite: () => void;
}

/** The messages of a room, in order, with the ways to earlier and newer ones. */
export function Timeline(options: TimelineOptions) {
  const { roomId, roomName, timeline, rows, scroll } = options;
  const client = useClient();
  const list = useRef<HTMLOListElement>(null);
  const keys = useMemo(() => rows.map(({ row }) => row.key), [rows]);
  const { focusedRow } = options;
  useKeptFocus(scroll, keys, focusedRow);
  const tabStop = focusedRow !== null && keys.includes(focusedRow) ? focusedRow : keys.at(-1);
  const edge = { timeline, scroller: scroll.scroller };
  return (
    <section className="timeline" aria-label={`Messages in ${roomName}`} data-region="timeline">
      <div
        ref={scroll.scroller}
        className="messages"
        role="log"
        aria-live="off"
        aria-label={`Messages in ${roomName}`}
        data-placing={scroll.placing}
        onScroll={scroll.onScroll}
        onKeyDown={(event) => onTimelineKey(event, list.current, options)}
      >
        <div className="messages-column">
          <PageEdge {...edge} side="older" onLoad={() => client.loadOlder(roomId)} />
          {timeline.olderExist ? null : <StartOfRoom {...options} messageCount={rows.length} />}
          <TimelineList
            {...options}
            list={list}
            highlighted={scroll.highlighted}
            tabStop={tabStop ?? null}
          />
          <PageEdge {...edge} side="newer" onLoad={() => client.loadNewer(roomId)} />
        </div>
      </div>
      <NewMessagesPill
        rows={rows}
        newerExist={timeline.newerExist}
        atEnd={scroll.atEnd}
        me={options.me.id}
        people={options.people}
        onShow={scroll.showNewest}
      />
    </section>
  );
}

function onTimelineKey(
  event: KeyboardEvent,
  list: HTMLElement | null,
  options: TimelineOptions,
): void {
  if (isImeKey(event.nativeEvent)) return;
  const next = rowToFocus(event, list);
  if (next !== null) {
    event.preventDefault();
    next.focus();
    return;
  }
  const asked = actOfKey(event);
  const message = asked === null ? null : messageOf(options.rows, asked.messageId);
  if (asked === null || message === null) return;
  if (asked.act !== 'unread' && !isChangeable(message, options.me)) return;
  event.preventDefault();
  if (asked.act === 'unread') options.acts.markUnread(message);
  else if (asked.act === 'edit') options.acts.edit(message);
  else options.acts.askToDelete(message);
}
