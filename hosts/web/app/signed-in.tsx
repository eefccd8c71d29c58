import { useEffect, useState } from 'react';

import type { SessionView } from '../api/session-api.js';
import { ClientProvider, useClientState } from '../client/client-context.js';
import { type BrowserClient, openBrowserClient } from '../client/browser-client.js';
import { CardPage } from '../pages/card-page.js';
import { leaveDevice } from '../push/device.js';
import { useNotices } from '../push/use-notices.js';
import { Shell } from '../shell/shell.js';
import { forgetLeftTexts } from './kept.js';

type SignedInView = Extract<SessionView, { status: 'signed_in' }>;

export interface SignedInOptions {
  readonly session: SignedInView;
  readonly onSignedOut: () => void;
  /** The session ended under the person. */
  readonly onEnded: () => void;
}

/** Everything that a signed-in person sees, over one client that lives as long as this does. */
export function SignedIn(options: SignedInOptions) {
  const [browserClient, setBrowserClient] = useState<BrowserClient | null>(null);
  const userId = options.session.person.id;
  useEffect(() => {
    const opening = openBrowserClient(userId);
    let current = true;
    void opening.then((opened) => {
      if (current) setBrowserClient(opened);
    });
    return () => {
      current = false;
      void opening.then((opened) => opened.close());
    };
  }, [userId]);
  if (browserClient === null) return null;
  const signedOut = async (): Promise<void> => {
    await leaveDevice().catch(() => undefined);
    await browserClient.forget();
    forgetLeftTexts(userId);
    options.onSignedOut();
  };
  return (
    <ClientProvider client={browserClient.client}>
      <Connected session={options.session} onEnded={options.onEnded} onSignedOut={signedOut} />
    </ClientProvider>
  );
}

function Connected(options: {
  readonly session: SignedInView;
  readonly onEnded: () => void;
  readonly onSignedOut: () => Promise<void>;
}) {
  const connection = useClientState((state) => state.connection);
  const { onEnded, session } = options;
  useNotices(session.person.id);
  const refusal = connection.phase === 'ended' ? connection.refusal : null;
  const signedOut = refusal?.code === 'unauthenticated';
  useEffect(() => {
    if (signedOut) onEnded();
    // Once per ending: the client is made anew after it.
  }, [signedOut]);
  if (refusal !== null && !signedOut) return <Ended code={refusal.code} />;
  return <Shell session={session} onSignedOut={options.onSignedOut} />;
}

function Ended({ code }: { readonly code: string }) {
  const tooOld = code === 'client_too_old';
  return (
    <CardPage
      title={tooOld ? 'Hearth was updated' : 'The connection has ended'}
      lead="Load the page again to go on. What you wrote is kept in this browser."
    >
      <button type="button" className="button primary" onClick={() => location.reload()}>
        Load again
      </button>
    </CardPage>
  );
}
