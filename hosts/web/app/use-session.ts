import { useCallback, useEffect, useState } from 'react';

import { readSession, type SessionView } from '../api/session-api.js';

/** Pause between two questions to a server that does not answer. */
const ASK_AGAIN_MS = 3_000;

export type SessionState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'known'; readonly view: SessionView };

/**
 * Who is signed in. Asked at the start, again while the server does not answer, and when told to.
 */
export function useSession(): readonly [SessionState, () => void] {
  const [state, setState] = useState<SessionState>({ kind: 'asking' });
  const [asked, setAsked] = useState(0);
  const ask = useCallback(() => setAsked((count) => count + 1), []);
  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void readSession().then((outcome) => {
      if (!current) return;
      if (outcome.ok) {
        setState({ kind: 'known', view: outcome.value });
        return;
      }
      setState((before) => (before.kind === 'known' ? before : { kind: 'unreachable' }));
      timer = setTimeout(ask, ASK_AGAIN_MS);
    });
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked, ask]);
  return [state, ask];
}
