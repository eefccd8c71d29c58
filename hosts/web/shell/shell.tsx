import { useEffect, useRef } from 'react';
import { Redirect, useLocation } from 'wouter';

import type { SessionView } from '../api/session-api.js';
import { readLastRoom } from '../app/kept.js';
import { type Place, placeOf, roomPath } from '../app/routes.js';
import { useNarrow } from '../app/use-narrow.js';
import { useClientState } from '../client/client-context.js';
import { AccountPage } from '../pages/account-page.js';
import { NewRoomPage } from '../pages/new-room-page.js';
import { ProfilePage } from '../pages/profile-page.js';
import { RoomPage } from '../room/room-page.js';
import { Announcer } from './announcer.js';
import { Panel } from './panel.js';
import { onRegionKey } from './region-keys.js';
import { Sidebar } from './sidebar.js';

interface ShellOptions {
  readonly session: Extract<SessionView, { status: 'signed_in' }>;
  readonly onSignedOut: () => Promise<void>;
}

/** The room list beside what is open; on a narrow screen one of the two. */
export function Shell(options: ShellOptions) {
  const [path] = useLocation();
  const place = placeOf(path);
  const hasBeenElsewhere = useRef(false);
  useEffect(() => {
    if (place.kind !== 'home') hasBeenElsewhere.current = true;
  });
  useRegionKeys();
  return (
    <Announcer>
      <div className="shell" data-pane={place.kind === 'home' ? 'list' : 'main'}>
        <a className="skip-link" href="#main">
          Skip to the messages
        </a>
        <Sidebar place={place} accountName={options.session.accountName} />
        <main id="main" className="main" tabIndex={-1}>
          <Main {...options} place={place} justOpened={!hasBeenElsewhere.current} />
        </main>
      </div>
    </Announcer>
  );
}

interface MainOptions extends ShellOptions {
  readonly place: Place;
  /** Whether nothing but the start has been looked at since the page was loaded. */
  readonly justOpened: boolean;
}

function Main(options: MainOptions) {
  const { place, session } = options;
  switch (place.kind) {
    case 'room':
      return (
        <RoomPage
          key={place.roomId}
          roomId={place.roomId}
          messageId={place.messageId}
          session={session}
        />
      );
    case 'newRoom':
      return <NewRoomPage />;
    case 'profile':
      return <ProfilePage session={session} onSignedOut={options.onSignedOut} />;
    case 'account':
      return <AccountPage session={session} />;
    case 'home':
      return <Home session={session} justOpened={options.justOpened} />;
    default:
      return (
        <Panel title="Nothing is here">
          <p>This address leads nowhere. Choose a room from the list.</p>
        </Panel>
      );
  }
}

/**
 * The start: on a wide screen the room that the person was in last, else the first one. On a narrow
 * one it is the list, except that opening the app leads back to the last room, with the list behind
 * it.
 */
function Home({ session, justOpened }: Pick<MainOptions, 'session' | 'justOpened'>) {
  const narrow = useNarrow();
  const account = useClientState((state) => state.account);
  const last = readLastRoom(session.person.id);
  const room = account?.rooms.find(({ id }) => id === last) ?? account?.rooms[0];
  if (account === null) return null;
  if (room === undefined) return <NoRooms />;
  if (narrow && !justOpened) return null;
  return <Redirect to={roomPath(room.id)} replace={!narrow} />;
}

function NoRooms() {
  return (
    <Panel title="No rooms yet">
      <p>Name a room, and everyone here sees it.</p>
    </Panel>
  );
}

function useRegionKeys(): void {
  useEffect(() => {
    addEventListener('keydown', onRegionKey);
    return () => removeEventListener('keydown', onRegionKey);
  }, []);
}
