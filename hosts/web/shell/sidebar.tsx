import { Link } from 'wouter';

import type { RoomSummary } from '../../../core/vocabulary/rooms.js';
import { ACCOUNT_PATH, NEW_ROOM_PATH, type Place, PROFILE_PATH, roomPath } from '../app/routes.js';
import { useClientState } from '../client/client-context.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { Logo } from '../ui/logo.js';

/** The list of rooms, and the ways to one's own pages. */
export function Sidebar(options: { readonly place: Place; readonly accountName: string }) {
  const account = useClientState((state) => state.account);
  const me = useClientState((state) => state.me);
  const drafts = useClientState((state) => state.drafts);
  const { place } = options;
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
        {account?.rooms.map((room) => (
          <RoomLine
            key={room.id}
            room={room}
            open={place.kind === 'room' && place.roomId === room.id}
            draft={(drafts.get(room.id) ?? '') !== ''}
          />
        ))}
      </ul>
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
    </nav>
  );
}

function RoomLine(options: {
  readonly room: RoomSummary;
  readonly open: boolean;
  readonly draft: boolean;
}) {
  const { room, open, draft } = options;
  return (
    <li>
      <Link href={roomPath(room.id)} className="room-line" aria-current={currentIf(open)}>
        <Icon name="room" />
        <span className="room-name">{room.name}</span>
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

function currentIf(current: boolean): 'page' | undefined {
  return current ? 'page' : undefined;
}
