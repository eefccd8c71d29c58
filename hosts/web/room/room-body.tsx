import { useCallback, useMemo, useRef } from 'react';

import type { Timeline as TimelineState } from '../../../core/client/state.js';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import { isTouch } from '../app/use-narrow.js';
import { useClient, useClientState } from '../client/client-context.js';
import { Composer } from './composer.js';
import { DeleteDialog } from './delete-dialog.js';
import { MessageSheet } from './message-sheet.js';
import type { RoomPageOptions } from './room-page-options.js';
import { Timeline } from './timeline.js';
import { useAnnouncements } from './use-announcements.js';
import { type MessageActState, useMessageActs } from './use-message-acts.js';
import { useTimelineScroll } from './use-timeline-scroll.js';
import { type ViewRow, viewRows } from './view-rows.js';

/** Timeline and composer of a room that is here. */
export function RoomBody(
  options: RoomPageOptions & { readonly name: string; readonly timeline: TimelineState },
) {
  const { roomId, session, timeline } = options;
  const { rows, me, people, first, outbox } = useRoomState(options);
  const box = useRef<HTMLTextAreaElement>(null);
  const write = useCallback(() => {
    if (!isTouch()) box.current?.focus();
  }, []);
  const messageActs = useMessageActs(write);
  const scroll = useTimelineScroll({ ...options, userId: me.id, rows });
  useAnnouncements({ messages: timeline.messages, pending: outbox, me: me.id, people });
  return (
    <>
      <Timeline
        {...{ roomId, timeline, rows, me, people, first, scroll }}
        {...messageActs}
        roomName={options.name}
        joinPath={session.joinPath}
        onWrite={() => box.current?.focus()}
      />
      <Asking {...messageActs} />
      <Notices missing={scroll.missing} />
      <LeftText {...messageActs} roomId={roomId} />
      <Composer
        roomId={roomId}
        box={box}
        onSend={scroll.showNewest}
        onEditLast={() => {
          const last = scroll.atEnd ? lastOwnMessage(rows, me.id) : null;
          if (last !== null) messageActs.acts.edit(last);
        }}
      />
    </>
  );
}

/** What of the client's state a room shows. */
function useRoomState({ roomId, session }: RoomPageOptions) {
  const client = useClient();
  const view = useClientState((state) => state.rooms.get(roomId));
  const outbox = useClientState((state) => state.outbox);
  const people = useClientState((state) => state.people);
  const known = useClientState((state) => state.me);
  const account = useClientState((state) => state.account);
  const me = known ?? session.person;
  // What the rows are made of is above; the state itself is another object after every change.
  const rows = useMemo(
    () => viewRows(timelineRows(client.state, roomId), me.id),
    [client, roomId, me.id, view, outbox],
  );
  const firstRoom = Math.min(...(account?.rooms.map(({ id }) => id) ?? []));
  return { rows, me, people, outbox, first: firstRoom === roomId };
}

function Asking(options: MessageActState) {
  const { asking, acts, stopAsking } = options;
  if (asking === null) return null;
  if (asking.what === 'sheet') {
    return <MessageSheet message={asking.message} acts={acts} onClose={stopAsking} />;
  }
  return <DeleteDialog message={asking.message} onClose={stopAsking} onDeleted={stopAsking} />;
}

/** What a person should know before writing on. */
function Notices({ missing }: { readonly missing: boolean }) {
  const durable = useClientState((state) => state.outboxDurable);
  const unsent = useClientState((state) => state.outbox).length > 0;
  return (
    <div className="notices" role="status">
      {missing ? <p className="notice">That message is not here any more.</p> : null}
      {!durable && unsent ? (
        <p className="notice">
          This browser keeps nothing. Closing the page loses what is not sent.
        </p>
      ) : null}
    </div>
  );
}

/**
 * What was written in the editor of a message that is gone. It is not lost before a person says so.
 */
function LeftText(options: MessageActState & { readonly roomId: RoomId }) {
  const { leftText, dropLeftText, roomId } = options;
  const client = useClient();
  const draft = useClientState((state) => state.drafts.get(roomId)) ?? '';
  if (leftText === null) return null;
  return (
    <div className="notices" role="alert">
      <div className="notice">
        <p>The message that you were editing is gone. This is what you wrote:</p>
        <blockquote>{leftText}</blockquote>
        <div className="editor-buttons">
          <button
            type="button"
            className="button small"
            onClick={() => {
              client.setDraft(roomId, draft === '' ? leftText : `${draft}\n${leftText}`);
              dropLeftText();
            }}
          >
            Put it in the box
          </button>
          <button type="button" className="button small" onClick={dropLeftText}>
            Forget it
          </button>
        </div>
      </div>
    </div>
  );
}

function lastOwnMessage(rows: readonly ViewRow[], me: number): LiveMessage | null {
  for (const { row } of rows.toReversed()) {
    if (row.kind === 'message' && row.message.authorId === me) return row.message;
  }
  return null;
}
