import { useCallback, useMemo, useRef } from 'react';

import type { Timeline as TimelineState } from '../../../core/client/state.js';
import { timelineRows } from '../../../core/client/timeline-rows.js';
import type { LiveMessage } from '../../../core/vocabulary/messages.js';
import type { Person } from '../../../core/vocabulary/people.js';
import { isTouch } from '../app/use-narrow.js';
import { useClient, useClientState } from '../client/client-context.js';
import { NoticeOfferCard } from '../push/notice-offer.js';
import { useNoticeOffer } from '../push/use-notice-offer.js';
import { Composer } from './composer.js';
import { DeleteDialog } from './delete-dialog.js';
import { LeftText } from './left-text.js';
import { isChangeable, messageOf } from './messages.js';
import { MessageSheet } from './message-sheet.js';
import type { RoomPageOptions } from './room-page-options.js';
import { Timeline } from './timeline.js';
import { TypingLine } from './typing-line.js';
import { useAnnouncements } from './use-announcements.js';
import { type MessageActState, useMessageActs } from './use-message-acts.js';
import { useReadAtEnd, useReading } from './use-reading.js';
import { useLeftTexts } from './use-left-texts.js';
import { useTimelineScroll } from './use-timeline-scroll.js';
import { type ViewRow, viewRows } from './view-rows.js';

/** Timeline and composer of a room that is here. */
export function RoomBody(
  options: RoomPageOptions & { readonly name: string; readonly timeline: TimelineState },
) {
  const { roomId, session, timeline } = options;
  const { rows: known, me, people, first, outbox } = useRoomState(options);
  const reading = useReading({ roomId, me: me.id, timeline, rows: known });
  const rows = useMemo(
    () => viewRows(known, me.id, reading.newAfter),
    [known, me.id, reading.newAfter],
  );
  const box = useRef<HTMLTextAreaElement>(null);
  const write = useCallback(() => {
    if (!isTouch()) box.current?.focus();
  }, []);
  const left = useLeftTexts(me.id, roomId);
  const messageActs = useMessageActs(write, left.leave, reading.markUnread);
  const scroll = useTimelineScroll({ ...options, userId: me.id, rows, startAt: reading.startAt });
  useReadAtEnd({ roomId, timeline, atEnd: scroll.atEnd, isKept: reading.isKept });
  const offer = useNoticeOffer(me.id);
  const sent = (): void => {
    offer.sent();
    reading.caughtUp();
    scroll.showNewest();
  };
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
      <Asking {...messageActs} rows={rows} me={me} />
      <Notices missing={scroll.missing} />
      {offer.isOffered ? <NoticeOfferCard userId={me.id} onOver={offer.over} /> : null}
      <LeftText roomId={roomId} left={left} onSend={sent} onDecided={write} />
      <TypingLine roomId={roomId} />
      <Composer
        roomId={roomId}
        box={box}
        onSend={sent}
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
  const rows = useMemo(() => timelineRows(client.state, roomId), [client, roomId, view, outbox]);
  const firstRoom = Math.min(...(account?.rooms.map(({ id }) => id) ?? []));
  return { rows, me, people, outbox, first: firstRoom === roomId };
}

/** A question about a message: about what it says now, and only as long as it is there. */
function Asking(
  options: MessageActState & { readonly rows: readonly ViewRow[]; readonly me: Person },
) {
  const { asking, acts, stopAsking, rows } = options;
  const message = asking === null ? null : messageOf(rows, asking.message.id);
  if (asking === null || message === null) return null;
  if (asking.what === 'sheet') {
    const changeable = isChangeable(message, options.me);
    return (
      <MessageSheet message={message} acts={acts} changeable={changeable} onClose={stopAsking} />
    );
  }
  return <DeleteDialog message={message} onClose={stopAsking} onDeleted={stopAsking} />;
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

function lastOwnMessage(rows: readonly ViewRow[], me: number): LiveMessage | null {
  for (const { row } of rows.toReversed()) {
    if (row.kind === 'message' && row.message.authorId === me) return row.message;
  }
  return null;
}
