import { useEffect, useState } from 'react';
import { Redirect, useLocation } from 'wouter';

import type { SessionView } from '../api/session-api.js';
import { FirstRunPage } from '../pages/first-run-page.js';
import { JoinPage } from '../pages/join-page.js';
import { SignInPage } from '../pages/sign-in-page.js';
import { UnreachablePage } from '../pages/unreachable-page.js';
import { FIRST_RUN_PATH, HOME_PATH, placeOf, SIGN_IN_PATH } from './routes.js';
import { SignedIn } from './signed-in.js';
import { useSession } from './use-session.js';
import { useTitle } from './use-title.js';

/** Places that only people who are not signed in have business at. */
const OUTSIDE: ReadonlySet<string> = new Set(['firstRun', 'signIn', 'join']);

/** The whole page: who is looking decides what there is to see. */
export function App() {
  const [session, ask] = useSession();
  switch (session.kind) {
    case 'asking':
      return null;
    case 'unreachable':
      return <UnreachablePage onTryAgain={ask} />;
    case 'known':
      return <Known view={session.view} ask={ask} />;
  }
}

function Known({ view, ask }: { readonly view: SessionView; readonly ask: () => void }) {
  const [path] = useLocation();
  // Counts sessions that ended under the person: each one makes a new client.
  const [endings, setEndings] = useState(0);
  // Where a person wanted to go before being asked to sign in.
  const [wanted, setWanted] = useState(HOME_PATH);
  switch (view.status) {
    case 'first_run':
      return <FirstRun onSignedIn={ask} />;
    case 'signed_out':
      return <SignedOut view={view} ended={endings > 0} onSignedIn={ask} onWanted={setWanted} />;
    case 'signed_in':
      if (OUTSIDE.has(placeOf(path).kind)) return <Redirect to={wanted} replace />;
      return (
        <SignedIn
          key={`${view.person.id}.${endings}`}
          session={view}
          onSignedOut={() => {
            setEndings(0);
            ask();
          }}
          onEnded={() => {
            setEndings((count) => count + 1);
            ask();
          }}
        />
      );
  }
}

function FirstRun({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [path] = useLocation();
  useTitle('Set up Hearth');
  if (placeOf(path).kind !== 'firstRun') return <Redirect to={FIRST_RUN_PATH} replace />;
  return <FirstRunPage onSignedIn={onSignedIn} />;
}

function SignedOut(options: {
  readonly view: Extract<SessionView, { status: 'signed_out' }>;
  readonly ended: boolean;
  readonly onSignedIn: () => void;
  readonly onWanted: (path: string) => void;
}) {
  const [path] = useLocation();
  const place = placeOf(path);
  const { accountName } = options.view;
  useTitle(accountName);
  const { onSignedIn, ended } = options;
  if (place.kind === 'join') {
    return <JoinPage code={place.code} accountName={accountName} onSignedIn={onSignedIn} />;
  }
  if (place.kind === 'signIn') {
    return <SignInPage accountName={accountName} ended={ended} onSignedIn={onSignedIn} />;
  }
  return <SendToSignIn from={place.kind === 'firstRun' ? HOME_PATH : path} {...options} />;
}

function SendToSignIn(options: {
  readonly from: string;
  readonly onWanted: (path: string) => void;
}) {
  const [, navigate] = useLocation();
  const { from, onWanted } = options;
  useEffect(() => {
    onWanted(from);
    navigate(SIGN_IN_PATH, { replace: true });
  }, [from, navigate, onWanted]);
  return null;
}
