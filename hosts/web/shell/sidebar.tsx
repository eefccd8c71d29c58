import { useMemo } from 'react';
import { Link } from 'wouter';

import { standingOf, type Standing } from '../../../core/client/unread.js';
import type { RoomId } from '../../../core/vocabulary/ids.js';
import { UNREAD_COUNT_MAX } from '../../../core/vocabulary/limits.js';
import type { RoomSummary } from '../../../core/vocabulary/rooms.js';
import { ACCOUNT_PATH, NEW_ROOM_PATH, type Place, PROFILE_PATH, roomPath } from '../app/routes.js';
import { useClient, useClientState } from '../client/client-context.js';
import { PeopleHere } from '../presence/people-here.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { Logo } from '../ui/logo.js';

/** The list of rooms, and the ways to one's own pages. */
export function Sidebar(options: { readonly place: Place; readonly accountName: string }) {
  const account = useClientState((state) => state.account);
  const drafts = useClientState((state) => state.drafts);
  const standings = useStandings();
  const { place } = options;
  const isHidden = ({ id }: RoomSummary): boolean =>
    standings.get(id)?.involvement === 'invisible' && !isOpen(place, id);
  const [shown, hidden] = [
    account?.rooms.filter((room) => !isHidden(room)) ?? [],
    account?.rooms.filter(isHidden) ?? [],
  ];
  const line = (room: RoomSummary) => (
    <RoomLine
      key={room.id}
      room={room}
      standing={standings.get(room.id)}
      open={isOpen(place, room.id)}
      draft={(drafts.get(room.id) ?? '') !== ''}
    />
  );
  return (
    <nav className="sidebar" aria-label="Rooms" data-region="rooms">
      <div className="sidebar-head">
        <Logo size={28} />
        <span className="account-name">{account?.name ?? options.accountName}</span>
      </div>
      <div className="sidebar-section">
        <h2>Rooms</h2>
        <Link href={NEW_ROOM_PATH} className="icon-button" aria-label="New room">
          <Icon name="plus" />
        </Link>
      </div>
      <ul id="shared_rooms" className="rooms">
        {shown.map(line)}
        {hidden.length === 0 ? null : (
          <li>
            <details className="hidden-rooms">
              <summary>
                {hidden.length === 1 ? '1 hidden room' : `${hidden.length} hidden rooms`}
              </summary>
              <ul>{hidden.map(line)}</ul>
            </details>
          </li>
        )}
      </ul>
      <PeopleHere />
      <OwnPages place={place} />
    </nav>
  );
}

function OwnPages({ place }: { readonly place: Place }) {
  const me = useClientState((state) => state.me);
  return (
    <div className="sidebar-foot">
      <Link href={PROFILE_PATH} className="me" aria-current={currentIf(place.kind === 'profile')}>
        <Avatar person={me} />
        <span className="me-name">{me?.name}</span>
        <span className="visually-hidden">: profile and appearance</span>
      </Link>
      <Link
        href={ACCOUNT_PATH}
        className="icon-button"
        aria-label="Bring someone in"
        aria-current={currentIf(place.kind === 'account')}
      >
        <Icon name="people" />
      </Link>
    </div>
  );
}

/** What each room is to the person; the same object as long as nothing of it has changed. */
function useStandings(): ReadonlyMap<RoomId, Standing> {
  const client = useClient();
  const account = useClientState((state) => state.account);
  const readings = useClientState((state) => state.readings);
  return useMemo(
    () => new Map(account?.rooms.map(({ id }) => [id, standingOf(client.state, id)])),
    [client, account, readings],
  );
}

function isOpen(place: Place, roomId: RoomId): boolean {
  return place.kind === 'room' && place.roomId === roomId;
}

function RoomLine(options: {
  readonly room: RoomSummary;
  readonly standing: Standing | undefined;
  readonly open: boolean;
  readonly draft: boolean;
}) {
  const { room, standing, open, draft } = options;
  const isMuted = standing?.involvement === 'nothing' || standing?.involvement === 'invisible';
  const isUnread = standing?.isUnread === true && !isMuted;
  const mentions = standing?.mentions ?? 0;
  return (
    <li>
      <Link
        href={roomPath(room.id)}
        className="room-line"
        aria-current={currentIf(open)}
        data-unread={isUnread}
        data-muted={isMuted}
      >
        <Icon name="room" />
        <span className="room-name">{room.name}</span>
        {isUnread ? <span className="visually-hidden">, unread</span> : null}
        {mentions > 0 ? <Mentions count={mentions} /> : null}
        {draft && !open ? (
          <>
            <Icon name="edit" />
            <span className="visually-hidden">, draft</span>
          </>
        ) : null}
      </Link>
    </li>
  );
}

function Mentions({ count }: { readonly count: number }) {
  const said = count >= UNREAD_COUNT_MAX ? `${UNREAD_COUNT_MAX - 1}+` : String(count);
  return (
    <>
      <span className="mentions" aria-hidden="true">
        {said}
      </span>
      <span className="visually-hidden">, {count === 1 ? '1 mention' : `${said} mentions`}</span>
    </>
  );
}

function currentIf(current: boolean): 'page' | undefined {
  return current ? 'page' : undefined;
}
