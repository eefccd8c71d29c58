import { useEffect } from 'react';
import { Link } from 'wouter';

import type { Refusal } from '../../../core/vocabulary/errors.js';
import { keepLastRoom } from '../app/kept.js';
import { HOME_PATH } from '../app/routes.js';
import { useTitle } from '../app/use-title.js';
import { useClient, useClientState } from '../client/client-context.js';
import { ConnectionBanner, ConnectionDot } from '../connection/connection-banner.js';
import { RoomPresence } from '../presence/room-presence.js';
import { BackLink } from '../shell/back-link.js';
import { Panel } from '../shell/panel.js';
import { RoomBody } from './room-body.js';
import { InvolvementChoice } from './involvement-choice.js';
import type { RoomPageOptions } from './room-page-options.js';

/** A room: its name, its messages, and the box to write in. */
export function RoomPage(options: RoomPageOptions) {
  const { roomId, session } = options;
  const client = useClient();
  const view = useClientState((state) => state.rooms.get(roomId));
  const listed = useClientState((state) => state.account?.rooms.find((room) => room.id === roomId));
  useEffect(() => {
    client.openRoom(roomId);
    return () => client.closeRoom(roomId);
  }, [client, roomId]);
  const here = view !== undefined && view.room !== null;
  useEffect(() => {
    if (here) keepLastRoom(session.person.id, roomId);
  }, [here, session.person.id, roomId]);
  const name = listed?.name ?? view?.room?.name ?? '';
  useTitle(name === '' ? session.accountName : `${name} · ${session.accountName}`);
  if (view?.status.kind === 'denied') return <Denied refusal={view.status.refusal} />;
  return (
    <>
      <header id="nav" className="main-header">
        <BackLink />
        <h1>{name}</h1>
        <RoomPresence roomId={roomId} />
        <ConnectionDot />
        {here ? <InvolvementChoice roomId={roomId} /> : null}
        <ConnectionBanner />
      </header>
      {here ? (
        <RoomBody {...options} name={name} timeline={view.timeline} />
      ) : (
        <div className="timeline">
          <p className="still-line">Fetching messages</p>
        </div>
      )}
    </>
  );
}

function Denied({ refusal }: { readonly refusal: Refusal }) {
  return (
    <Panel title="Not here">
      <p>
        {refusal.code === 'not_found'
          ? 'There is no such room, or it is not open to you.'
          : refusal.message}
      </p>
      <p>
        <Link href={HOME_PATH}>Go to your rooms</Link>
      </p>
    </Panel>
  );
}
